import { randomInt, randomUUID } from 'node:crypto';
import { Readable } from 'node:stream';
import { finished } from 'node:stream/promises';
import { afterAll, afterEach, beforeAll, describe, expect, it } from '@jest/globals';
import { dockerClient } from '../../api/src/runtime/docker/docker-client.js';
import { dockerRuntime } from '../../api/src/runtime/docker/docker-runtime.js';
import { devTemplate, LIMITS } from '../../api/test/runtime/dev-template.js';
import { specOf } from '../../api/test/runtime/spec-of.js';
import { withEngine } from '../../api/test/with-engine.js';
import { GuardProcess } from '../../tests/kit/src/guard-process.js';
import { send } from './send.js';
import { type Body, serviceBody } from './service-body.js';

const ID = randomUUID().slice(0, 8);
const NETWORK = `spawner-guard-consent-${ID}`;
const SUBNET = `10.225.0.${String(16 * randomInt(16))}/28`;
const NAME = `user-consent-${ID}-dev-1`;
const MIB = 1024 ** 2;

const TRAEFIK_PORT = 'traefik.http.services.user1-dev.loadbalancer.server.port';

interface Wish {
  /** What `template.json` in the guard's image says. */
  readonly field: object;
  /** What the operator has to write for it; null where it needs no line. */
  readonly line: string | null;
  /** Changes of the body that are as the template says. */
  readonly inside: object;
  /** Changes that are close to it. */
  readonly like: readonly object[];
}

const host = (changes: object) => ({ HostConfig: changes });
const env = (...variables: string[]) => ({ Env: ['USER_ID=7', ...variables] });

const wishes: Readonly<Record<string, Wish>> = {
  memory: {
    field: { memory: '256m' },
    line: 'GUARD_MAX_MEMORY=256m',
    inside: host({ Memory: 256 * MIB, MemorySwap: 256 * MIB }),
    like: [
      host({ Memory: 256 * MIB + 1, MemorySwap: 256 * MIB + 1 }),
      host({ Memory: 256 * MIB, MemorySwap: -1 }),
      host({ Memory: 0, MemorySwap: 0 }),
      host({ Memory: String(256 * MIB), MemorySwap: String(256 * MIB) }),
      host({ Memory: 256 * MIB, MemorySwap: 256 * MIB, MemoryReservation: 1 }),
    ],
  },
  cpu: {
    field: { cpu: 1 },
    line: 'GUARD_MAX_CPU_QUOTA=100000',
    inside: host({ CpuQuota: 100_000 }),
    like: [
      host({ CpuQuota: 100_001 }),
      host({ CpuQuota: -1 }),
      host({ CpuQuota: 0 }),
      host({ CpuQuota: 100_000, CpuPeriod: 1000 }),
      host({ CpuQuota: 100_000, NanoCpus: 8e9 }),
    ],
  },
  pids: {
    field: { pids: 300 },
    line: 'GUARD_MAX_PIDS=300',
    inside: host({ PidsLimit: 300 }),
    like: [host({ PidsLimit: 301 }), host({ PidsLimit: -1 }), host({ PidsLimit: 0 }), host({ PidsLimit: null })],
  },
  environment: {
    field: { environment: { GREETING: 'hi {slug} at {base_path}' } },
    line: 'GUARD_ENV=GREETING',
    inside: env('GREETING=hi ann at /ann-dev'),
    like: [
      env('GREETING=hi ann at /ann-dev and all'),
      env('GREETING=hi ann at /../../etc'),
      env('GREETING=hi $(id) at '),
      env('GREETING=hi ann at /ann-dev\n'),
      env('GREETINGS=hi ann at '),
      env('greeting=hi ann at '),
      env('LD_PRELOAD=/x'),
      env('NVIDIA_VISIBLE_DEVICES=all'),
      env('__proto__=x'),
    ],
  },
  command: {
    field: { command: ['serve', '--for={slug}'] },
    line: 'GUARD_COMMANDS=true',
    inside: { Cmd: ['serve', '--for=ann'] },
    like: [
      { Cmd: ['serve', '--for=ann', '--evil'] },
      { Cmd: ['serve'] },
      { Cmd: ['serve', '--for=ann; id'] },
      { Cmd: 'serve --for=ann' },
      { Cmd: ['serve', '--for=ann'], Entrypoint: ['sh'] },
      {},
    ],
  },
  root: {
    field: { root: true },
    line: 'GUARD_ROOT=true',
    inside: {},
    like: [{ User: '0' }, { User: 'root' }, { User: '0:0' }, { User: '' }],
  },
  capabilities: {
    field: { capabilities: ['CHOWN', 'SETUID'] },
    line: 'GUARD_CAPABILITIES=CHOWN,SETUID',
    inside: host({ CapAdd: ['CHOWN', 'SETUID'] }),
    like: [
      host({ CapAdd: ['CHOWN', 'SETUID', 'SYS_ADMIN'] }),
      host({ CapAdd: ['CHOWN,SETUID', 'SYS_ADMIN'] }),
      host({ CapAdd: ['CHOWN,SETUID'] }),
      host({ CapAdd: ['ALL'] }),
      host({ CapAdd: ['chown', 'setuid'] }),
      host({ CapAdd: ['CAP_CHOWN', 'CAP_SETUID'] }),
      host({ CapAdd: ['CHOWN', 'SETUID'], CapDrop: [] }),
    ],
  },
  // These need no line: they open nothing. They are the template's all the same.
  port: {
    field: { port: 3000 },
    line: null,
    inside: { ExposedPorts: { '3000/tcp': {} }, Labels: { 'spawner.port': '3000', [TRAEFIK_PORT]: '3000' } },
    like: [
      { ExposedPorts: { '3000/tcp': {} }, Labels: { 'spawner.port': '3000', [TRAEFIK_PORT]: '22' } },
      { ExposedPorts: { '3000/tcp': {} }, Labels: { 'spawner.port': '8080', [TRAEFIK_PORT]: '3000' } },
      { ExposedPorts: { '3000/tcp': {}, '22/tcp': {} }, Labels: { 'spawner.port': '3000', [TRAEFIK_PORT]: '3000' } },
      { ExposedPorts: { '3000/udp': {} }, Labels: { 'spawner.port': '3000', [TRAEFIK_PORT]: '3000' } },
    ],
  },
  shm: {
    field: { shm: '32m' },
    line: null,
    inside: host({ ShmSize: 32 * MIB }),
    like: [host({ ShmSize: 33 * MIB }), host({ ShmSize: -1 }), host({})],
  },
  init: { field: { init: false }, line: null, inside: host({ Init: false }), like: [host({ Init: 'docker' })] },
  path: {
    field: { path: 'keep' },
    line: null,
    inside: { Labels: { 'spawner.kept-prefix': '/ann-dev' } },
    like: [{ Labels: { 'spawner.kept-prefix': '/ann-dev/../x' } }, { Labels: { 'spawner.kept-prefix': 'http://x' } }],
  },
  health: {
    field: { health: true },
    line: null,
    inside: { Healthcheck: undefined },
    like: [{ Healthcheck: { Test: ['CMD', 'id'] } }, { Healthcheck: { Test: ['NONE'] } }, { Healthcheck: {} }],
  },
};

const imageOf = (type: string) => `spawner-guard-consent-${ID}:${type}`;

withEngine(() => {
  describe('what the operator agrees to in .env', () => {
    const docker = dockerClient(null);
    const types = Object.keys(wishes);
    const environment = {
      ...{ GUARD_MARK: ID, TRAEFIK_NETWORK: NETWORK, DOCKER_SUBNET: SUBNET, DEFAULT_MEMORY_LIMIT: '128m' },
    };
    let agreed: GuardProcess;
    let silent: GuardProcess;

    const start = (lines: readonly (string | null)[]) => {
      const given = lines.flatMap((line) => (line === null ? [] : [line.split('=') as [string, string]]));
      const images = Object.fromEntries([...types, 'bare'].map((type) => [type, imageOf(type)]));
      const fields = Object.fromEntries(Object.entries(wishes).map(([type, { field }]) => [type, field]));
      return GuardProcess.start({ ...environment, ...Object.fromEntries(given) }, images, fields);
    };

    /** A container of the template with these changes. */
    const create = (guard: GuardProcess, type: string, changes: object) => {
      const { HostConfig = {}, Labels = {}, ...others } = changes as Partial<Body>;
      const body = serviceBody(NAME, imageOf(type), NETWORK);
      const changed = {
        ...body,
        ...others,
        Labels: { ...body.Labels, ...Labels },
        HostConfig: { ...body.HostConfig, ...HostConfig },
      };
      const headers = { 'content-type': 'application/json' };
      const path = `/containers/create?name=${NAME}`;
      return send(guard.port, { method: 'POST', path, headers, body: JSON.stringify(changed) });
    };

    const importImage = async (tag: string, changes: string): Promise<void> => {
      const options = { repo: imageOf(tag).split(':')[0], tag, changes };
      await finished((await docker.importImage(Readable.from([Buffer.alloc(1024)]), options)).resume());
    };

    beforeAll(async () => {
      for (const type of types) await importImage(type, type === 'root' ? 'CMD ["x"]' : 'CMD ["x"]\nUSER 101');
      await importImage('bare', 'CMD ["x"]');
      const IPAM = { Driver: 'default', Config: [{ Subnet: SUBNET }] };
      await docker.createNetwork({ Name: NETWORK, Driver: 'bridge', IPAM });
      agreed = await start(Object.values(wishes).map(({ line }) => line));
      silent = await start([]);
    });

    afterEach(async () => {
      await docker
        .getContainer(NAME)
        .remove({ force: true, v: true })
        .catch(() => undefined);
    });

    afterAll(async () => {
      await agreed.close();
      await silent.close();
      const images = [...types, 'bare'].map((type) => docker.getImage(imageOf(type)).remove({ force: true }));
      // A run of some tests only has made no container.
      await Promise.allSettled([docker.getVolume(`${NAME}-srv-www`).remove(), ...images]);
      await docker.getNetwork(NETWORK).remove();
    });

    const rows = Object.entries(wishes);

    it.each(rows)('%s as the template says, with its line: created', async (type, { inside }) => {
      expect(await create(agreed, type, inside)).toMatchObject({ status: 201 });
    });

    it.each(rows.filter(([, { line }]) => line !== null))(
      '%s as the template says, without its line: 403 names the line',
      async (type, { inside, line }) => {
        const body = expect.stringContaining(`${String(line)} is missing in .env`);
        expect(await create(silent, type, inside)).toMatchObject({ status: 403, body });
      },
    );

    it.each(rows.filter(([, { line }]) => line === null))('%s: needs no line', async (type, { inside }) => {
      expect(await create(silent, type, inside)).toMatchObject({ status: 201 });
    });

    it.each(rows.flatMap(([type, { like }]) => like.map((change) => [type, JSON.stringify(change), change] as const)))(
      '%s that only looks like it, %s: 403',
      async (type, _, change) => {
        expect(await create(agreed, type, change)).toMatchObject({ status: 403 });
      },
    );

    it.each(rows.filter(([type, { line }]) => line !== null && !['command', 'root'].includes(type)))(
      '%s of another template: 403',
      async (_, { inside }) => {
        expect(await create(agreed, 'init', inside)).toMatchObject({ status: 403 });
      },
    );

    it('image that runs as root, template without "root": 403', async () => {
      const body = expect.stringContaining('runs as root');
      expect(await create(agreed, 'bare', {})).toMatchObject({ status: 403, body });
      expect(await create(agreed, 'bare', { User: '1000:1000' })).toMatchObject({ status: 201 });
    });

    it('image that runs as root, of a template with "root" that lacks its line and of one without "root": 403', async () => {
      const bare = imageOf('bare');
      const guard = await GuardProcess.start(environment, { plain: bare, rooted: bare }, { rooted: { root: true } });
      try {
        const body = expect.stringContaining('runs as root');
        expect(await create(guard, 'bare', {})).toMatchObject({ status: 403, body });
      } finally {
        await guard.close();
      }
    });

    it('line that the API has read and the guard has not: the API names it all the same', async () => {
      const { containers } = dockerRuntime(dockerClient(silent.url), {
        ...{ installation: 'test', network: NETWORK, subnet: SUBNET, imagePatienceMs: 1000, publish: () => false },
      });
      const limits = { ...LIMITS, memoryBytes: 256 * MIB };
      const spec = specOf({ ...devTemplate(imageOf('memory')), volumes: [], limits }, {}, { name: NAME });
      const refusal = { code: 'not_permitted_here', facts: { lines: 'GUARD_MAX_MEMORY=256m' } };
      await expect(containers.create(spec)).rejects.toMatchObject(refusal);
    });

    it('line that only looks like the name: 403', async () => {
      const near = await start(['GUARD_ENV=GREET,GREETINGS,GREETING_*', 'GUARD_CAPABILITIES=CHOWN']);
      try {
        for (const type of ['environment', 'capabilities']) {
          expect(await create(near, type, wishes[type]?.inside ?? {})).toMatchObject({ status: 403 });
        }
      } finally {
        await near.close();
      }
    });
  });
});
