import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { type Class, type Endpoint, endpoints } from '@spawner/contracts';
import type { OpenApi } from '../odd-requests.js';
import { type Person, type Product, startProduct } from '../product.js';
import { addClassAccounts, openSchool } from './school.js';

/** Parameters of paths; those without a line here are UUIDs. */
const parameters: Readonly<Record<string, string>> = { act: 'stop', message_id: '1', material_id: '1', guest_id: '1' };
const NO_ID = '8c6a1d1e-3b1f-4f53-a5b7-2e0c9d4f6a10';
const ofClasses = Object.entries<Endpoint>(endpoints).filter(([, { path }]) => /^\/api\/class\/\{id\}/.test(path));
const ofMembers = ofClasses.filter(([, { path }]) => path.includes('{user_id}'));

describe('class of another teacher', () => {
  let product: Product;
  let openApi: OpenApi;
  let vogel: Person;
  let sand: Person;
  let ofVogel: Made;
  let ofSand: Made;

  interface Made {
    readonly id: string;
    readonly member: string;
  }

  beforeAll(async () => {
    product = await startProduct({ environment: { REQUEST_LIMIT: '1000000' } });
    ({ vogel, sand } = await openSchool(product));
    openApi = (await (await fetch(`${product.url}/api/docs-json`)).json()) as OpenApi;
    ofVogel = await create(vogel, '7b');
    ofSand = await create(sand, '8a');
  });
  afterAll(() => product.close());

  async function create(teacher: Person, name: string): Promise<Made> {
    const { body: made } = await teacher.call<Class>('POST', '/classes', { name, templates: ['dev'] });
    const [member] = await addClassAccounts(teacher, made.id, ['Kim Sommer']);
    return { id: String(made.id), member: String(member?.user_id) };
  }

  /** The example of the OpenAPI page as its body. */
  async function call(person: Person, { method, path }: Endpoint, classId: string, member: string) {
    const given: Readonly<Record<string, string>> = { ...parameters, id: classId, user_id: member };
    const address = path.replaceAll(/\{(\w+)\}/g, (_, name: string) => given[name] ?? NO_ID);
    const operation = openApi.paths[path]?.[method.toLowerCase()];
    const [media, { example }] = Object.entries(operation?.requestBody?.content ?? {})[0] ?? [
      '',
      { example: undefined },
    ];
    const query = (operation?.parameters ?? []).filter(({ in: where, required }) => where === 'query' && required);
    const queried = Object.fromEntries(query.map(({ name }) => [name, name === 'type' ? 'dev' : 'x']));
    const asked = new URLSearchParams(queried).toString();
    const response = await fetch(`${product.url}${address}${asked && `?${asked}`}`, {
      method,
      headers: { authorization: `Bearer ${person.token}`, ...(media && { 'content-type': media }) },
      ...(media && { body: media.endsWith('json') ? JSON.stringify(example ?? {}) : String(example) }),
    });
    const text = await response.text();
    return { status: response.status, code: response.ok ? null : (JSON.parse(text) as { code: string }).code };
  }

  const stored = () =>
    product.rows(`
      SELECT class.*, (SELECT json_agg(member ORDER BY user_id) FROM class_member member WHERE class_id = class.id) AS members
      FROM class ORDER BY id`);

  it.each(ofClasses)('%s: 404, and nothing changes', async (_, endpoint) => {
    const before = await stored();
    expect(await call(sand, endpoint, ofVogel.id, ofVogel.member)).toEqual({ status: 404, code: 'not_found' });
    expect(await stored()).toEqual(before);
  });

  it.each(ofMembers)('%s of a member of it, by the own class: 404, and nothing changes', async (_, endpoint) => {
    const before = await stored();
    expect(await call(sand, endpoint, ofSand.id, ofVogel.member)).toEqual({ status: 404, code: 'not_found' });
    expect(await stored()).toEqual(before);
  });
});
