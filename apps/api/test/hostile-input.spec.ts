import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { type Endpoint, endpoints, Problem } from '@spawner/contracts';
import fc from 'fast-check';
import { z } from 'zod';
import { oddRequests, type OpenApi } from './odd-requests.js';
import { type Person, type Product, startProduct } from './product.js';

/** What PostgreSQL stores in no column of text, among characters of any kind. */
const hostile = fc
  .tuple(fc.string({ unit: 'binary', maxLength: 20 }), fc.constantFrom('\0', '\ud800', '\udc00'), fc.string())
  .map((parts) => parts.join(''));

type Request = (text: string) => [path: string, body?: Body | undefined];
type Body = Readonly<Record<string, unknown>>;

/** Every field of a body that is text, one at a time, in a body that is right otherwise. */
const bodies: Readonly<Record<string, readonly ((text: string) => Body)[]>> = {
  signup: [(text) => ({ email: `ann${text}@example.com` }), (text) => ({ email: `ann@${text}example.com` })],
  login: [(text) => ({ email: `ann${text}@example.com` })],
  verify: [(token) => ({ token })],
  openSession: [(token) => ({ token })],
  openSessionByCode: [
    (text) => ({ email: `ann${text}@example.com`, code: '123456' }),
    (code) => ({ email: 'ann@example.com', code }),
  ],
  linkAskedBy: [(token) => ({ token })],
  refuseLink: [(token) => ({ token })],
  createApiToken: [
    (text) => ({ name: `token${text}`, scopes: ['containers:read'], expires_in_days: 1 }),
    (scope) => ({ name: 'token', scopes: [scope], expires_in_days: 1 }),
  ],
  createShareLink: [(text) => ({ label: `link${text}` })],
  visit: [
    (text) => ({ to: `http://localhost/ann-dev/${text}`, state: '0'.repeat(64) }),
    (state) => ({ to: 'http://localhost/ann-dev/', state }),
  ],
  acceptInvitation: [(token) => ({ token })],
  invitationOffer: [(token) => ({ token })],
  createClass: [
    (text) => ({ name: `7b${text}`, templates: ['dev'] }),
    (text) => ({ name: '7b', description: text, templates: ['dev'] }),
    (type) => ({ name: '7b', templates: [type] }),
  ],
  changeClass: [(text) => ({ version: 1, name: `7b${text}` })],
  addMembers: [(text) => ({ class_accounts: [{ name: `Kim${text}` }] })],
  changeMember: [(text) => ({ name: `Kim${text}` })],
  inviteMembers: [(language) => ({ addresses: 'bob@example.com', language })],
  beginLesson: [(until) => ({ until })],
  changeLesson: [(until) => ({ until })],
  classCards: [(type) => ({ type, all: true, expected: 1 })],
  sendMessage: [(text) => ({ text: `Hello${text}` }), (until) => ({ text: 'Hello', until })],
  callHelp: [(text) => ({ class_id: 1, text: `Help${text}` }), (type) => ({ class_id: 1, type })],
  deleteClassAccounts: [(days) => ({ after_days: days, expected: 1 })],
  addTeacher: [(text) => ({ email: `vogel${text}@example.com` })],
  deliverMaterial: [() => ({ all: true })],
  collect: [(type) => ({ type, all: true }), (text) => ({ type: 'dev', all: true, folder: `/srv/www/${text}` })],
  resetClass: [(type) => ({ type, mode: 'data', all: true, expected: 1 })],
  openSessionByCard: [(text) => ({ secret: `${'A'.repeat(22)}${text}` })],
  cardOwner: [(text) => ({ secret: `${'A'.repeat(22)}${text}` })],
  openSessionByCardCode: [
    (text) => ({ class_code: `ABCD-EFGH${text}`, code: 'ABCD-EFGH' }),
    (text) => ({ class_code: 'ABCD-EFGH', code: `ABCD-EFGH${text}` }),
  ],
  printCards: [(text) => ({ user_ids: [1], renew: text })],
  join: [(text) => ({ code: `ABCD-EFGH${text}` })],
  waitAsGuest: [
    (text) => ({ code: `ABCD-EFGH${text}`, name: 'Kim' }),
    (text) => ({ code: 'ABCD-EFGH', name: `Kim${text}` }),
  ],
  makeJoinCode: [(mode) => ({ mode })],
  admitAll: [(all) => ({ all })],
  admitPerson: [(admit) => ({ admit })],
  admitGuest: [(admit) => ({ admit })],
  // An address that cannot be one has its verdict in the answer.
  invite: [(language) => ({ addresses: 'bob@example.com', language })],
  changeMe: [(text) => ({ display_name: `Ann${text}` })],
  changePerson: [(text) => ({ version: 1, display_name: `Ann${text}` })],
  blockPerson: [(text) => ({ reason: `left${text}` })],
  restorePerson: [(text) => ({ email: `ann${text}@example.com` })],
  refuse: [(text) => ({ reason: `unknown${text}` })],
  bulkPeople: [(q) => ({ act: 'logout', who: { filter: { q }, expected: 1 } })],
  bulkContainers: [(type) => ({ act: 'stop', containers: [{ user_id: 1, type }] })],
  putLimitRule: [(kind) => ({ scope: 'everyone', kind, value: 1, version: null })],
  changeSettings: [(registration) => ({ version: 0, values: { registration } })],
  saveMailRules: [
    (text) => ({ rules: [{ effect: 'allow', pattern: `@school${text}.example` }], version: 0 }),
    (note) => ({ rules: [{ effect: 'allow', pattern: '@school.example', note }], version: 0 }),
  ],
  tryMailRules: [(text) => ({ rules: [], default_effect: 'allow', email: `ann${text}@example.com` })],
};

/** No half of a surrogate pair can be part of a URL, and alone it is a malformed one. */
const inUrl = (text: string): string => encodeURIComponent(text.replaceAll(/\p{Surrogate}/gu, '\0'));

let product: Product;
let ann: Person;

beforeAll(async () => {
  product = await startProduct({ environment: { REQUEST_LIMIT: '1000000' } });
  // The first user is an admin, so no endpoint refuses by role.
  ann = await product.register('ann@example.com');
});
afterAll(() => product.close());

const request = ({ method }: Endpoint, address: string, body?: unknown): Promise<Response> =>
  fetch(`${product.url}${address}`, {
    method,
    headers: {
      authorization: `Bearer ${ann.token}`,
      ...(body !== undefined && { 'content-type': 'application/json' }),
    },
    ...(body !== undefined && { body: JSON.stringify(body) }),
  });

const all = Object.entries<Endpoint>(endpoints);

describe('text that PostgreSQL refuses', () => {
  const statusOf = async (name: string, path: string, body?: Body): Promise<number> => {
    const answer = await request((endpoints as Readonly<Record<string, Endpoint>>)[name] as Endpoint, path, body);
    await answer.body?.cancel();
    return answer.status;
  };

  const cases = all.flatMap(([name, { path, query }]): [where: string, name: string, Request][] => {
    const ofDev = path.replace('{type}', 'dev').replace('{id}', '1');
    const fields = query instanceof z.ZodObject ? Object.keys(query.shape) : [];
    return [
      ...(path.match(/\{\w+\}/g) ?? []).map((place): [string, string, Request] => [
        `path of ${name} at ${place}`,
        name,
        (text) => [
          path.replace(place, inUrl(text)).replace('{type}', 'dev').replace('{id}', randomUUID()),
          bodies[name]?.[0]?.(''),
        ],
      ]),
      ...fields.map((field): [string, string, Request] => [
        `query of ${name} at ${field}`,
        name,
        (text) => [`${ofDev}?${field}=${inUrl(text)}`],
      ]),
      ...(bodies[name] ?? []).map((body, nth): [string, string, Request] => [
        `body of ${name}, ${String(nth)}`,
        name,
        (text) => [ofDev, body(text)],
      ]),
    ];
  });

  it('every endpoint with text in its body is tried', () => {
    expect(Object.keys(bodies).sort()).toEqual(all.flatMap(([name, { body }]) => (body ? [name] : [])).sort());
  });

  it.each(cases)('in the %s: 4xx', async (_, name, request) => {
    await fc.assert(
      fc.asyncProperty(hostile, async (text) => {
        const status = await statusOf(name, ...request(text));
        expect([status, status >= 400 && status < 500 && status !== 429]).toEqual([status, true]);
      }),
      { numRuns: 20 },
    );
  });

  it('in the address of a service: 4xx', async () => {
    await fc.assert(
      fc.asyncProperty(hostile, async (text) => {
        const answer = await ann.open(`/ann-${inUrl(text)}/`);
        await answer.body?.cancel();
        expect(answer.status >= 400 && answer.status < 500).toBe(true);
      }),
      { numRuns: 20 },
    );
  });
});

describe('odd value in one field of a request that is right otherwise', () => {
  let bob: Person;
  let openApi: OpenApi;

  beforeAll(async () => {
    bob = await product.register('bob@example.com');
    openApi = (await (await fetch(`${product.url}/api/docs-json`)).json()) as OpenApi;
  });

  it.each(all)('%s: its answer, or a problem that is named', async (name, endpoint) => {
    const others = (bodies[name] ?? []).map((body) => body(''));
    for (const [address, body] of oddRequests(endpoint, openApi, others, bob.user.id)) {
      const answer = await request(endpoint, address, body);
      const text = await answer.text();
      const media = answer.ok ? (endpoint.media ?? 'application/json') : 'application/problem+json';
      const { error } = (answer.ok ? endpoint.answer : Problem).safeParse(
        media.endsWith('json') ? JSON.parse(text) : text,
      );
      const type = answer.headers.get('content-type')?.split(';')[0];
      expect([address, body, answer.status < 500, type, error]).toEqual([address, body, true, media, undefined]);
    }
  });

  it('login that made these requests: was that of an admin all the time', async () => {
    expect((await request(endpoints.settings, endpoints.settings.path)).status).toBe(200);
  });
});
