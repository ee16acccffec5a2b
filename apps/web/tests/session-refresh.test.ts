import { beforeEach, describe, expect, it, vi } from 'vitest';
import { call } from '../src/lib/api.js';
import { ApiProblem, NetworkFailure, UnexpectedAnswer } from '../src/lib/problem.js';
import { FakeApi, later, notLoggedIn, ok, problem, user } from './support/fake-api.js';

const REFRESH = 'POST /api/auth/session/refresh';
let valid = false;

beforeEach(() => {
  valid = false;
});

const protectedApi = () =>
  new FakeApi()
    .on('GET /api/user/me', () => (valid ? ok(user) : notLoggedIn))
    .on('GET /api/user/containers', () => (valid ? ok({ containers: [] }) : notLoggedIn));

const renew = () => {
  valid = true;
  return ok({ user });
};

describe('an expired session', () => {
  it('several calls fail: one renewal, each call is repeated', async () => {
    const { reply, give } = later();
    const api = protectedApi().on(REFRESH, () => reply);
    const calls = Promise.all([call('me'), call('containers'), call('me')]);
    await vi.waitFor(() => expect(api.sent(REFRESH)).toHaveLength(1));
    give(renew());
    await expect(calls).resolves.toEqual([user, { containers: [] }, user]);
    expect(api.sent(REFRESH)).toHaveLength(1);
  });

  it('call from before the renewal fails: repeated without another renewal', async () => {
    const slow = later();
    const api = protectedApi().on(REFRESH, renew);
    let first = true;
    api.on('GET /api/user/containers', () => {
      if (!first) return ok({ containers: [] });
      first = false;
      return slow.reply;
    });
    const late = call('containers');
    await call('me');
    slow.give(notLoggedIn);
    await late;
    expect(api.sent(REFRESH)).toHaveLength(1);
  });

  it('browser has locks: renewal holds one across tabs', async () => {
    const request = vi.fn((_name: string, task: () => Promise<boolean>) => task());
    vi.stubGlobal('navigator', { locks: { request } });
    protectedApi().on(REFRESH, renew);
    await call('me');
    expect(request).toHaveBeenCalledOnce();
  });

  it('renewal is refused: the call fails with 401', async () => {
    const api = protectedApi();
    await expect(call('me')).rejects.toMatchObject({ problem: { code: 'not_logged_in' } });
    expect(api.sent('GET /api/user/me')).toHaveLength(1);
  });

  it('server fails during the renewal: its error, not 401', async () => {
    protectedApi().on(REFRESH, () => problem(503, 'database_unavailable'));
    await expect(call('me')).rejects.toMatchObject({ problem: { status: 503 } });
  });

  it('account is blocked: the renewal says so, and so does the call', async () => {
    protectedApi().on(REFRESH, () => problem(403, 'account_blocked'));
    await expect(call('me')).rejects.toMatchObject({ problem: { code: 'account_blocked' } });
  });

  it('refused link: no renewal', async () => {
    const api = new FakeApi().on('POST /api/auth/session', () => problem(401, 'link_invalid'));
    await expect(call('openSession', { body: { token: 'x' } })).rejects.toBeInstanceOf(ApiProblem);
    expect(api.sent(REFRESH)).toEqual([]);
  });
});

describe('a call', () => {
  it('language of the page in the header, parameter in the path', async () => {
    document.documentElement.lang = 'en';
    const api = new FakeApi().on('GET /api/container/a%2Fb', () => problem(400, 'unknown_type'));
    await expect(call('container', { params: { type: 'a/b' } })).rejects.toBeInstanceOf(ApiProblem);
    expect(api.requests[0]?.headers.get('accept-language')).toBe('en');
  });

  it('network fails: NetworkFailure unreachable', async () => {
    new FakeApi().on('GET /api/info', () => {
      throw new TypeError('fetch failed');
    });
    await expect(call('info')).rejects.toMatchObject({ name: 'NetworkFailure', reason: 'unreachable' });
  });

  it('no answer before the deadline: NetworkFailure timeout', async () => {
    vi.stubGlobal(
      'fetch',
      (_path: string, { signal }: { signal: AbortSignal }) =>
        new Promise((_resolve, reject) => signal.addEventListener('abort', () => reject(signal.reason as Error))),
    );
    const failure: unknown = await call('info', { timeoutMs: 20 }).catch((error: unknown) => error);
    expect(failure).toBeInstanceOf(NetworkFailure);
    expect(failure).toMatchObject({ reason: 'timeout' });
  });

  it.each([
    ['an answer of another shape', ok({ version: 1 })],
    ['an error that is no problem', { status: 502, body: '<html>' }],
  ])('%s: UnexpectedAnswer', async (_name, reply) => {
    new FakeApi().on('GET /api/info', () => reply);
    await expect(call('info')).rejects.toBeInstanceOf(UnexpectedAnswer);
  });
});
