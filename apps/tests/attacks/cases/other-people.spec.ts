import { beforeAll, describe, expect, it } from '@jest/globals';
import { openStream } from '@spawner/kit/http';
import type { Person } from '@spawner/kit/person';
import { tidyUp } from '@spawner/kit/tidy-up';
import { until } from '@spawner/kit/until';
import { attack, attempt } from '../support/attack.js';
import { inside } from '../support/hostile-service.js';
import { type OpenApi, type Route, routesOf } from '../support/open-api.js';
import { Target } from '../support/target.js';

/** Routes without authentication. Listed here, so that no route becomes public by mistake. */
const PUBLIC = [
  'GET /api/info',
  'GET /api/health/live',
  'GET /api/health/ready',
  'GET /api/auth/session',
  // For the client that has requested the mail: nobody else knows its id.
  'GET /api/auth/mail/{id}',
  // For whoever holds a login card.
  'POST /api/auth/card',
  'POST /api/auth/card/code',
  'POST /api/auth/card/owner',
  'POST /api/auth/invitation',
  'POST /api/auth/invitation/offer',
  'POST /api/auth/link/asked-by',
  'POST /api/auth/link/refuse',
  'POST /api/auth/login',
  'POST /api/auth/logout',
  'POST /api/auth/session',
  'POST /api/auth/session/code',
  'POST /api/auth/session/refresh',
  'POST /api/auth/signup',
  'POST /api/auth/verify',
  // For people without an account who have a class's code; they wait by a cookie.
  'GET /api/join/guest',
  'POST /api/join',
  'POST /api/join/guest',
  'POST /api/join/guest/enter',
];

/** Each call is recorded, and what the first one answers has these records. */
const RECORDED = ['GET /api/user/export', 'GET /api/user/export/files'];

/** Values that change without a request. */
const RESTLESS = /"(at|as_of|request_id|last_\w+|\w+_at|current|size|bytes|email)":[^,}]*/g;

describe('Other people’s data', () => {
  const keep = tidyUp();
  let target: Target;
  let ann: Person;
  let bob: Person;
  let routes: Route[];
  /** Ids of everything that ann can see: sessions, tokens, containers, herself. */
  let hers: string[];

  const world = async (): Promise<string> => {
    const shown = routes.filter(({ method, path, isStream }) => {
      const isLeftOut = [...PUBLIC, ...RECORDED].includes(`${method} ${path}`);
      return method === 'GET' && !isLeftOut && !isStream && !/\{(?!type\})/.test(path);
    });
    const answers = await Promise.all(
      shown.map(({ path, query }) => ann.request(path.replace('{type}', 'dev') + query)),
    );
    const { boot } = await inside<{ boot: string }>(ann, 'dev', '/');
    return [...answers.map(({ text }) => text.replaceAll(RESTLESS, '')), boot].join('\n');
  };

  beforeAll(async () => {
    target = await keep(Target.open());
    // The first account is an admin.
    await target.newcomer('first');
    [ann, bob] = [await target.newcomer('ann'), await target.newcomer('bob')];
    for (const person of [ann, bob]) await person.hasLaunched('dev');
    const token = { name: 'hers', scopes: ['containers:read'], expires_in_days: 1 };
    expect((await ann.request('/api/user/tokens', { body: token })).status).toBe(200);
    const { text } = await target.request('/api/docs-json');
    routes = routesOf(JSON.parse(text) as OpenApi, ann.user.email);
    const ids = (await world()).matchAll(/"(?:id|\w+_id)":"?([\w-]+)/g);
    hers = [...new Set([...ids].map(([, id = '']) => id))].filter((id) => id !== 'null');
  }, 120_000);

  it('every route of the OpenAPI document × no session, another person: reveals and changes nothing', async () => {
    expect(routes.length).toBeGreaterThan(25);
    expect(hers.filter((id) => id.length > 8).length).toBeGreaterThan(1);
    const failures: unknown[] = [];
    for (const route of routes) {
      const name = `${route.method} ${route.path}`;
      const isPublic = PUBLIC.includes(name);
      const required = isPublic ? 'reveals nothing of ann’s' : '401 without a session; bob reads and changes nothing';
      await attempt('route called by another person', name, required, () => callAll(route, isPublic)).catch(
        (error: unknown) => failures.push(error),
      );
    }
    if (failures.length > 0) throw new AggregateError(failures, failures.join('\n'));
  }, 120_000);

  attack('events of another person', 'GET /api/events', 'bob gets only his own', async () => {
    bob = await bob.logInAgain();
    const headers = { host: target.host, authorization: `Bearer ${bob.token}` };
    const { line } = await openStream(target.port, '/api/events', { headers });
    let received = '';
    line.on('data', (chunk: Buffer) => (received += chunk.toString()));
    await ann.hasLaunched('bait');
    await bob.hasLaunched('own');
    await until('bob gets his own event', 20, () =>
      /"type":"own"[^}]*"running"|"running"[^}]*"type":"own"/.test(received),
    );
    line.destroy();
    revealsNothingOfAnn(received);
    expect(received).not.toMatch(/"type":"bait"[^}]*"running"/);
    return 'only his own';
  });

  /** Calls the route with each of ann's ids, where it takes one. */
  async function callAll(route: Route, isPublic: boolean): Promise<string> {
    const before = await world();
    const ids = /\{(?!type\})/.test(route.path) ? hers : [''];
    const statuses = new Set<number>();
    for (const id of ids) {
      const path = route.path.replace('{type}', 'dev').replace(/\{\w+\}/g, id) + route.query;
      if (!isPublic) expect((await call(route, path, {})).status).toBe(401);
      // A new session for each call: some routes end it.
      const session = await bob.logInAgain();
      const answer = await call(route, path, { authorization: `Bearer ${session.token}` });
      revealsNothingOfAnn(answer.text);
      if (id) expect(answer.status).toBeGreaterThanOrEqual(400);
      statuses.add(answer.status);
    }
    expect(await world()).toBe(before);
    return `bob: ${[...statuses].join(', ')}; ann’s data unchanged`;
  }

  async function call(
    { method, body, isStream }: Route,
    path: string,
    headers: Record<string, string>,
  ): Promise<{ readonly status: number; readonly text: string }> {
    const request = { method, headers, ...(body !== undefined && { body }) };
    if (!isStream) return target.request(path, request);
    const { status, line } = await openStream(target.port, path, {
      ...request,
      headers: { host: target.host, ...headers },
    });
    line.destroy();
    return { status, text: '' };
  }

  function revealsNothingOfAnn(text: string): void {
    for (const secret of [...hers.filter((id) => id.length > 8), ann.user.email, '/ann-dev']) {
      expect(text).not.toContain(secret);
    }
  }
});
