import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { Controller, Module } from '@nestjs/common';
import {
  type ApiScope,
  type ApiToken,
  type ApiTokensResponse,
  type CreatedApiToken,
  endpoints,
  type NewApiToken,
  type Problem,
} from '@spawner/contracts';
import { AuthSweep } from '../../src/auth/auth.sweep.js';
import { RevokedSessions } from '../../src/auth/sessions/revoked-sessions.js';
import { CurrentUser } from '../../src/http/current-user.decorator.js';
import type { Principal } from '../../src/http/principal.js';
import { Serves } from '../../src/http/serves.decorator.js';
import { type Client, People } from './people.js';

const DAY = 86_400;
const TOKENS = endpoints.apiTokens.path;

/** In place of the container endpoints: answers with the principal it received. */
@Controller()
class CallerController {
  @Serves({ ...endpoints.remove, answer: endpoints.live.answer.loose() })
  write(@CurrentUser() user: Principal) {
    return { status: 'ok', ...user };
  }

  @Serves({ ...endpoints.container, answer: endpoints.live.answer.loose() })
  read(@CurrentUser() user: Principal) {
    return { status: 'ok', ...user };
  }

  @Serves({ method: 'GET', path: '/api/not/in/the/table', answer: endpoints.live.answer })
  unknown() {
    return { status: 'ok' as const };
  }
}

@Module({ controllers: [CallerController] })
class CallerModule {}

let people: People;
let ann: Client;

beforeAll(async () => {
  people = await People.start({ imports: [CallerModule], environment: { MAGIC_LINK_RATE_LIMIT: '100' } });
  ann = await people.clientOf('ann@example.com');
});
afterAll(() => people.close());

async function create(wish: Partial<NewApiToken> = {}, owner = ann): Promise<CreatedApiToken> {
  const body: NewApiToken = { name: 'CI', scopes: ['containers:read'], expires_in_days: 30, ...wish };
  const answer = await people.spawner.post(TOKENS, body, { ...owner });
  expect(answer.statusCode).toBe(200);
  return answer.json();
}

const bearer = ({ token }: CreatedApiToken) => ({ authorization: `Bearer ${token}` });
const read = (headers: Record<string, string>) => people.spawner.get('/api/container/dev', headers);
const write = (headers: Record<string, string>) => people.delete('/api/container/dev', headers);
const listOf = async (owner: Client): Promise<ApiToken[]> =>
  (await people.spawner.get(TOKENS, { ...owner })).json<ApiTokensResponse>().tokens;
const problemOf = async (answer: ReturnType<typeof read>) => {
  const { statusCode, json } = await answer;
  return [statusCode, json<Problem>().code];
};

describe('personal API token', () => {
  it('new token: shown once, stored as a hash', async () => {
    const created = await create({ name: 'shown once' });
    expect(created.token).toMatch(/^spawner_pat_[\w-]{43}$/);
    expect(created.details).toMatchObject({ name: 'shown once', scopes: ['containers:read'], last_used: null });
    expect(JSON.stringify(await listOf(ann))).not.toContain(created.token.slice(12));
    expect(JSON.stringify(await people.rows('SELECT * FROM api_token'))).not.toContain(created.token.slice(12));
    expect(JSON.stringify(await people.rows('SELECT * FROM audit_event'))).not.toContain(created.token.slice(12));
  });

  it('request with a token: runs as its owner', async () => {
    const created = await create();
    expect((await read(bearer(created))).json()).toMatchObject({ slug: 'ann', classId: null });
  });

  it.each<[ApiScope, number, number]>([
    ['containers:read', 200, 403],
    ['containers:write', 403, 200],
  ])('scope %s: allowed for its own requests only', async (scope, reading, writing) => {
    const headers = bearer(await create({ scopes: [scope] }));
    expect([(await read(headers)).statusCode, (await write(headers)).statusCode]).toEqual([reading, writing]);
    const refused = reading === 403 ? read(headers) : write(headers);
    expect(await problemOf(refused)).toEqual([403, 'scope_missing']);
  });

  it('endpoint without a scope: scope_missing', async () => {
    const created = await create({ scopes: ['containers:read', 'containers:write'] });
    const id = created.details.id;
    const closed = [
      ['GET', '/api/user/me'],
      ['GET', '/api/user/sessions'],
      ['DELETE', `/api/user/sessions/${id}`],
      ['GET', '/api/user/tokens'],
      ['POST', '/api/user/tokens'],
      ['DELETE', `/api/user/tokens/${id}`],
      ['POST', '/api/auth/logout-everywhere'],
      ['GET', '/api/not/in/the/table'],
    ] as const;
    for (const [method, url] of closed) {
      const payload = { name: 'x', scopes: ['containers:write'], expires_in_days: 1 };
      const answer = await people.spawner.app.inject({
        method,
        url,
        headers: bearer(created),
        ...(method === 'POST' && url.endsWith('tokens') && { payload }),
      });
      expect([method, url, answer.statusCode, answer.json<Problem>().code]).toEqual([
        method,
        url,
        403,
        'scope_missing',
      ]);
    }
    expect(await listOf(ann)).toContainEqual(expect.objectContaining({ id }));
  });

  it('refresh and logout with a token: neither session nor token changes', async () => {
    const created = await create({ scopes: ['containers:read', 'containers:write'] });
    expect((await people.spawner.post(endpoints.refreshSession.path, undefined, bearer(created))).statusCode).toBe(401);
    expect((await people.spawner.post('/api/auth/logout', undefined, bearer(created))).statusCode).toBe(200);
    expect((await read(bearer(created))).statusCode).toBe(200);
    expect((await people.spawner.get('/api/user/me', { ...ann })).statusCode).toBe(200);
  });

  it('malformed token, unknown token, or token as a cookie: 401', async () => {
    const { token } = await create();
    const spoilt = [
      token.slice(0, -1),
      `${token}A`,
      token.replace('spawner_pat_', 'spawner_PAT_'),
      `spawner_pat_${token.slice(12).toLowerCase()}`,
      'spawner_pat_',
      `spawner_pat_${'A'.repeat(43)}`,
      "spawner_pat_' OR 1=1 --",
    ];
    for (const text of spoilt) {
      expect([text, (await read({ authorization: `Bearer ${text}` })).statusCode]).toEqual([text, 401]);
    }
    expect((await people.spawner.get('/api/container/dev', { cookie: `spawner_access=${token}` })).statusCode).toBe(
      401,
    );
  });

  it('token and cookie: the token counts', async () => {
    const browser = await people.browserOf('beside@example.com');
    const cookie = `spawner_access=${browser.cookies.get('spawner_access') ?? ''}`;
    const created = await create({ scopes: ['containers:write'] });
    expect((await read({ cookie, ...bearer(created) })).statusCode).toBe(403);
    expect((await read({ cookie })).statusCode).toBe(200);
  });

  it('expired token: 401, listed for 30 more days', async () => {
    const owner = 'ending@example.com';
    const created = await create({ expires_in_days: 1 }, await people.clientOf(owner));
    people.spawner.clock.forward(DAY - 60);
    expect((await read(bearer(created))).statusCode).toBe(200);
    people.spawner.clock.forward(61);
    expect((await read(bearer(created))).statusCode).toBe(401);
    await people.spawner.app.get(AuthSweep).sweep();
    expect(await listOf(await people.clientOf(owner))).toHaveLength(1);
    people.spawner.clock.forward(30 * DAY);
    await people.spawner.app.get(AuthSweep).sweep();
    expect(await listOf(await people.clientOf(owner))).toEqual([]);
    ann = await people.clientOf('ann@example.com');
  });

  it('last use: listed with time and address', async () => {
    const created = await create({ name: 'used' });
    await read(bearer(created));
    const used = async () => (await listOf(ann)).find(({ id }) => id === created.details.id);
    const first = await used();
    expect([typeof first?.last_used, first?.last_used_ip]).toEqual(['string', '127.0.0.1']);
    people.spawner.clock.forward(61);
    await read(bearer(created));
    expect(Date.parse((await used())?.last_used ?? '')).toBeGreaterThan(Date.parse(first?.last_used ?? ''));
  });

  it('revoked by its owner: 401; another user cannot revoke it', async () => {
    const created = await create();
    const bob = await people.clientOf('bob@example.com');
    const url = `/api/user/tokens/${created.details.id}`;
    expect((await people.delete(url, { ...bob })).statusCode).toBe(404);
    expect(await listOf(bob)).toEqual([]);
    expect((await read(bearer(created))).statusCode).toBe(200);

    expect((await people.delete(url, { ...ann })).json()).toEqual({ message: 'Token widerrufen' });
    expect((await read(bearer(created))).statusCode).toBe(401);
    expect((await people.delete(url, { ...ann })).statusCode).toBe(404);
    // Open streams are ended from this list.
    expect(people.spawner.app.get(RevokedSessions).has(created.details.id)).toBe(true);
  });
});

describe('request for a token', () => {
  it.each([
    { name: '' },
    { name: '   ' },
    { name: 'x'.repeat(61) },
    { name: 'two\r\nlines' },
    { name: 'hidden\u202Eeman' },
    { scopes: [] },
    { scopes: ['containers:admin'] },
    { scopes: 'containers:read' },
    { expires_in_days: 0 },
    { expires_in_days: 366 },
    { expires_in_days: 1.5 },
    { expires_in_days: '30' },
    { user_id: 1 },
  ])('invalid %j: 400', async (wish) => {
    const body = { name: 'x', scopes: ['containers:read'], expires_in_days: 1, ...wish };
    expect((await people.spawner.post(TOKENS, body, { ...ann })).statusCode).toBe(400);
  });

  it('name with special characters: stored unchanged', async () => {
    const name = `"}],'<b>{{x}} %s 名`;
    expect((await create({ name })).details.name).toBe(name);
    expect((await listOf(ann)).map((token) => token.name)).toContain(name);
  });
});
