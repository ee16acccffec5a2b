import { once } from 'node:events';
import { get, type IncomingMessage } from 'node:http';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { ask } from './asked.js';
import { FakeEngine } from './fake-engine.js';
import { GuardProcess } from './guard-process.js';

const EVENTS = `/events?filters=${encodeURIComponent('{"type":["container"],"event":["start"],"label":["spawner.installation=x"]}')}`;
const older = { Id: 'a'.repeat(64), Config: { Labels: { 'spawner.installation': 'older' }, Env: ['SECRET=1'] } };

describe('the guard', () => {
  let engine: FakeEngine;
  let guard: GuardProcess;
  const start = async (environment: Readonly<Record<string, string>> = {}) => {
    guard = await GuardProcess.start(
      { GUARD_ENGINE: engine.socket, ...environment },
      { absent: 'registry.example/x:1' },
    );
  };
  /** An answer as it begins. */
  const opened = async (path: string): Promise<IncomingMessage> => {
    const request = get({ host: '127.0.0.1', port: guard.port, path, agent: false });
    const [answer] = (await once(request, 'response')) as [IncomingMessage];
    return answer;
  };

  beforeEach(async () => {
    engine = await FakeEngine.start();
  });

  afterEach(async () => {
    await guard.close();
    await engine.close();
  });

  it('asks anew: nothing of the request but what it looked at arrives', async () => {
    await start();
    await ask(guard.port, {
      ...{ method: 'GET', path: '/v1.24/info', body: 'hidden' },
      headers: { 'x-registry-auth': 'secret', 'content-type': 'application/json', cookie: 'a=b' },
    });
    expect(engine.asked).toEqual([
      { method: 'GET', url: '/info', headers: { host: 'docker', connection: 'close' }, body: Buffer.alloc(0) },
    ]);
  });

  it('builds from its own copy of the template, whatever it is sent', async () => {
    await start();
    const path = '/build?t=user-service-template%3Alatest&forcerm=true';
    expect(await ask(guard.port, { method: 'POST', path, body: 'ADD http://169.254.169.254/ /' })).toMatchObject({
      status: 200,
    });
    const [{ body, url } = { body: Buffer.alloc(0), url: '' }] = engine.asked;
    expect(url).toBe('/build?t=user-service-template%3Alatest&forcerm=true');
    expect(body.includes('ADD http')).toBe(false);
    expect(body.includes('nginx.conf')).toBe(true);
  });

  it('pulls what a template without a Dockerfile names', async () => {
    await start();
    const path = '/images/create?fromImage=registry.example%2Fx&tag=1';
    expect(await ask(guard.port, { method: 'POST', path })).toMatchObject({ status: 200 });
    expect(engine.asked.map(({ url }) => url)).toEqual([path]);
  });

  it('imports nothing, whatever it is sent', async () => {
    await start();
    const path = '/images/create?fromSrc=-&repo=spawner-volume&tag=latest';
    await ask(guard.port, { method: 'POST', path, body: 'a whole system' });
    expect(engine.asked[0]?.body).toEqual(Buffer.alloc(1024));
  });

  it('lets go of the engine when the asker goes', async () => {
    await start();
    const ended = new Promise<void>((resolve) => {
      engine.answer = (_, response) => {
        response.flushHeaders();
        response.once('close', resolve);
      };
    });
    (await opened(EVENTS)).destroy();
    await ended;
  });

  it('cuts its answer where the engine breaks off', async () => {
    await start();
    engine.answer = (_, response) => {
      response.write('{"half":');
      response.socket?.end();
    };
    const answer = await opened(EVENTS);
    answer.resume();
    const [error] = (await once(answer, 'error')) as [NodeJS.ErrnoException];
    expect(error.code).toBe('ECONNRESET');
  });

  it('takes no more of an answer than is read', async () => {
    await start();
    const piece = Buffer.alloc(64 * 1024);
    const full = new Promise<number>((resolve) => {
      engine.answer = (_, response) => {
        let sent = 0;
        const send = (): void => {
          // Two seconds without a drain: everything between here and the asker is full.
          const stuck = setTimeout(() => resolve(sent), 2000);
          sent += piece.length;
          response.write(piece, () => {
            clearTimeout(stuck);
            if (sent < 256 * 1024 ** 2) send();
            else resolve(sent);
          });
        };
        send();
      };
    });
    const answer = await opened(EVENTS);
    answer.pause();
    expect(await full).toBeLessThan(64 * 1024 ** 2);
    answer.destroy();
  });

  it('says so when there is no engine', async () => {
    await start({ GUARD_ENGINE: '/nonexistent.sock' });
    expect(await ask(guard.port, { method: 'GET', path: '/info' })).toMatchObject({ status: 502 });
  });

  it('knows only the caller it is for', async () => {
    await start({ GUARD_CLIENT: 'nobody.invalid' });
    const { status, said } = await ask(guard.port, { method: 'GET', path: '/_ping' });
    expect({ status, said }).toMatchObject({
      status: 403,
      said: expect.stringContaining('127.0.0.1 is not nobody.invalid'),
    });
    expect(engine.asked).toEqual([]);
  });

  it.each([
    ['takes over', { GUARD_INSTALLATION: 'older' }, 200],
    ['leaves alone', {}, 403],
  ])('%s what was made before it, as it is told', async (_, environment, status) => {
    engine.answer = (__, response) => response.end(JSON.stringify(older));
    await start(environment);
    expect(await ask(guard.port, { method: 'GET', path: '/containers/user-ann-dev-1/json' })).toMatchObject({ status });
  });

  it('shows Traefik routes and no secrets, and lets it change nothing', async () => {
    await start({ GUARD_FOR: 'traefik' });
    engine.answer = (_, response) => {
      response.end(
        JSON.stringify({ ...older, HostConfig: { NetworkMode: 'x', Binds: ['/:/h'] }, NetworkSettings: {} }),
      );
    };
    const seen = await ask(guard.port, { method: 'GET', path: '/v1.41/containers/spawner/json' });
    expect(JSON.parse(seen.said)).toEqual({
      ...{ Id: older.Id, Config: { Labels: older.Config.Labels } },
      ...{ HostConfig: { NetworkMode: 'x' }, NetworkSettings: {} },
    });
    await ask(guard.port, { method: 'GET', path: '/v1.41/containers/json?all=1&filters={}' });
    expect(engine.asked.at(-1)?.url).toBe(
      `/containers/json?filters=${encodeURIComponent('{"label":["traefik.enable=true"]}')}`,
    );
    for (const path of ['/containers/create', '/containers/spawner/stop', '/build', '/containers/spawner/exec']) {
      expect(await ask(guard.port, { method: 'POST', path })).toMatchObject({ status: 403 });
    }
    for (const path of ['/images/json', '/info', '/containers/spawner/archive?path=/', '/containers/spawner/logs']) {
      expect(await ask(guard.port, { method: 'GET', path })).toMatchObject({ status: 403 });
    }
    expect(engine.asked).toHaveLength(2);
  });
});
