import { once } from 'node:events';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { get, type IncomingMessage } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { contextHash } from '@spawner/engine';
import { GuardProcess } from '../../tests/kit/src/guard-process.js';
import { FakeEngine } from './fake-engine.js';
import { send } from './send.js';

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

  it('request: made anew, without headers and body that no rule has checked', async () => {
    await start();
    await send(guard.port, {
      ...{ method: 'GET', path: '/v1.24/info', body: 'hidden' },
      headers: { 'x-registry-auth': 'secret', 'content-type': 'application/json', cookie: 'a=b' },
    });
    expect(engine.requests).toEqual([
      { method: 'GET', url: '/info', headers: { host: 'docker', connection: 'close' }, body: Buffer.alloc(0) },
    ]);
  });

  it("build: from the guard's own copy of the template, whatever the client sends", async () => {
    await start();
    const hash = await contextHash(join(__dirname, '../../../docker/templates/dev'), null);
    const labels = encodeURIComponent(JSON.stringify({ 'spawner.context': hash }));
    const path = `/build?t=user-service-template%3Alatest&forcerm=true&labels=${labels}`;
    expect(await send(guard.port, { method: 'POST', path, body: 'ADD http://169.254.169.254/ /' })).toMatchObject({
      status: 200,
    });
    const [{ body, url } = { body: Buffer.alloc(0), url: '' }] = engine.requests;
    expect(url).toBe(path);
    expect(body.includes('ADD http')).toBe(false);
    expect(body.includes('nginx.conf')).toBe(true);
  });

  it('pull: an image that a template without a Dockerfile names', async () => {
    await start();
    const path = '/images/create?fromImage=registry.example%2Fx&tag=1';
    expect(await send(guard.port, { method: 'POST', path })).toMatchObject({ status: 200 });
    expect(engine.requests.map(({ url }) => url)).toEqual([path]);
  });

  it("pull: with the guard's own login, whatever the client sends; a base image too", async () => {
    const folder = await mkdtemp(join(tmpdir(), 'spawner-docker-config-'));
    const auth = Buffer.from('ann:secret').toString('base64');
    await writeFile(join(folder, 'config.json'), JSON.stringify({ auths: { 'registry.example': { auth } } }));
    await start({ DOCKER_CONFIG: folder, USER_TEMPLATE_BASE_DEV: 'registry.example/base' });
    const headers = { 'x-registry-auth': 'x' };
    for (const path of ['fromImage=registry.example%2Fx&tag=1', 'fromImage=registry.example%2Fbase&tag=latest']) {
      await send(guard.port, { method: 'POST', path: `/images/create?${path}`, headers });
    }
    const logins = engine.requests.map(({ headers: sent }) =>
      JSON.parse(Buffer.from(String(sent['x-registry-auth']), 'base64url').toString()),
    );
    const login = { username: 'ann', password: 'secret', serveraddress: 'registry.example' };
    expect(logins).toEqual([login, login]);
    await rm(folder, { recursive: true });
  });

  it('import: an empty archive, whatever the client sends', async () => {
    await start();
    const path = '/images/create?fromSrc=-&repo=spawner-volume&tag=latest';
    await send(guard.port, { method: 'POST', path, body: 'a whole system' });
    expect(engine.requests[0]?.body).toEqual(Buffer.alloc(1024));
  });

  it('client that goes away: the request to the engine ends', async () => {
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

  it('answer that the engine cuts: is cut for the client', async () => {
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

  it('client that reads slowly: the engine has to wait', async () => {
    await start();
    const piece = Buffer.alloc(64 * 1024);
    const full = new Promise<number>((resolve) => {
      engine.answer = (_, response) => {
        let sent = 0;
        const write = (): void => {
          // Two seconds without a drain: everything between here and the client is full.
          const stuck = setTimeout(() => resolve(sent), 2000);
          sent += piece.length;
          response.write(piece, () => {
            clearTimeout(stuck);
            if (sent < 256 * 1024 ** 2) write();
            else resolve(sent);
          });
        };
        write();
      };
    });
    const answer = await opened(EVENTS);
    answer.pause();
    expect(await full).toBeLessThan(64 * 1024 ** 2);
    answer.destroy();
  });

  it('no engine: 502', async () => {
    await start({ GUARD_ENGINE: '/nonexistent.sock' });
    expect(await send(guard.port, { method: 'GET', path: '/info' })).toMatchObject({ status: 502 });
  });

  it('client that is not GUARD_CLIENT: 403, nothing reaches the engine', async () => {
    await start({ GUARD_CLIENT: 'nobody.invalid' });
    expect(await send(guard.port, { method: 'GET', path: '/_ping' })).toMatchObject({
      status: 403,
      body: expect.stringContaining('127.0.0.1 is not nobody.invalid'),
    });
    expect(engine.requests).toEqual([]);
  });

  it.each([
    ['accepted with GUARD_INSTALLATION', { GUARD_INSTALLATION: 'older' }, 200],
    ['refused without', {}, 403],
  ])('container from before the guard: %s', async (_, environment, status) => {
    engine.answer = (__, response) => response.end(JSON.stringify(older));
    await start(environment);
    expect(await send(guard.port, { method: 'GET', path: '/containers/user-ann-dev-1/json' })).toMatchObject({
      status,
    });
  });

  it('traffic of a container: one reading, and nothing but how much it received', async () => {
    await start({ GUARD_INSTALLATION: 'older' });
    const received = { rx_bytes: 5000, rx_packets: 12 };
    engine.answer = ({ url }, response) => {
      const stats = { name: 'x', memory_stats: { usage: 1 }, networks: { eth0: { ...received, tx_bytes: 9 } } };
      response.end(JSON.stringify(url.includes('/stats') ? stats : older));
    };
    const path = `/v1.41/containers/${older.Id}/stats?stream=false&one-shot=true`;
    const seen = await send(guard.port, { method: 'GET', path });
    expect(JSON.parse(seen.body)).toEqual({ networks: { eth0: received } });
    expect(engine.requests.at(-1)?.url).toBe(`/containers/${older.Id}/stats?stream=false&one-shot=true`);
  });
});
