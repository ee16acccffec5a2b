import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, it } from '@jest/globals';
import { docker } from '@spawner/kit/docker';
import { freePort } from '@spawner/kit/free-port';
import { type Answer, send } from '@spawner/kit/http';
import { ownImage } from '@spawner/kit/images';
import { Installation } from '@spawner/kit/installation';
import { MailServer } from '@spawner/kit/mail-server';
import { Person, type Server } from '@spawner/kit/person';
import type { Environment } from '@spawner/kit/product';
import { describeWith } from '@spawner/kit/requirements';
import { ROOT, uniqueId } from '@spawner/kit/run';
import { writeTemplates } from '@spawner/kit/templates';
import { type Keep, tidyUp } from '@spawner/kit/tidy-up';
import { Traefik } from '@spawner/kit/traefik';
import { isWhole } from '@spawner/kit/whole';

const id = uniqueId('t');
const images = { plain: `spawner-${id}:plain`, root: `spawner-${id}:root`, checked: `spawner-${id}:checked` };
const HEALTHCHECK =
  'HEALTHCHECK --interval=1s --timeout=2s --retries=1 CMD test -z "$SICK" || { echo "no database"; exit 1; }';

/** The application is docker/mimic; `report` answers with what its container has given it. */
const templates = {
  whole: {
    image: images.plain,
    settings: {
      port: 3000,
      environment: { MODE: 'report', PORT: '3000', GREETING: '{slug} {user_id} {base_path} {service_url} ${HOME}' },
      command: ['--for', '{slug}'],
      ...{ memory: '192m', cpu: 0.75, pids: 300, shm: '32m', init: false, path: 'keep' },
      ready: { path: '/ready', seconds: 20 },
    },
  },
  bare: { image: images.plain, settings: { environment: { MODE: 'report' } } },
  rooted: {
    image: images.root,
    settings: { environment: { MODE: 'report' }, root: true, capabilities: ['CHOWN', 'SETUID'] },
  },
  unlisted: { image: images.root, settings: {} },
  greedy: { image: images.plain, settings: { memory: '4g', environment: { OTHER: 'x' } } },
  slow: { image: images.plain, settings: { environment: { MODE: 'slow' } } },
  never: {
    image: images.plain,
    settings: { environment: { MODE: 'report' }, ready: { path: '/never', seconds: 8 } },
  },
  unchecked: { image: images.checked, settings: { environment: { SICK: 'yes' } } },
  healthy: { image: images.checked, settings: { health: true } },
  sick: { image: images.checked, settings: { health: true, environment: { SICK: 'yes' }, ready: { seconds: 8 } } },
};

const consents = {
  DEFAULT_MEMORY_LIMIT: '128m',
  GUARD_MAX_MEMORY: '192m',
  GUARD_MAX_CPU_QUOTA: '75000',
  GUARD_MAX_PIDS: '300',
  GUARD_ENV: 'MODE,PORT,GREETING,SICK',
  GUARD_COMMANDS: 'true',
  GUARD_ROOT: 'true',
  GUARD_CAPABILITIES: 'CHOWN,SETUID',
};

interface Inspected {
  readonly State: { readonly Health?: { readonly Status: string } };
  readonly Config: { readonly Cmd: unknown; readonly Healthcheck?: unknown };
  readonly HostConfig: Readonly<Record<string, unknown>>;
}

interface Opened {
  readonly server: Server;
  readonly origin: string;
}

async function builtIn(keep: Keep, settings: Environment): Promise<Opened> {
  const installation = await keep(Installation.create({ runtime: 'docker', settings }));
  await installation.start();
  return { server: installation, origin: installation.url };
}

async function behindTraefik(keep: Keep, settings: Environment): Promise<Opened> {
  const port = await freePort();
  const host = 'coder.spawner.test';
  const network = `spawner-${uniqueId('n')}`;
  const traefik = await keep(Traefik.start({ network }));
  await traefik.routeEverythingElse([host], port);
  const origin = `http://${host}:${String(traefik.port)}`;
  const behind = {
    ...{ TRAEFIK_ENABLED: 'true', TRAEFIK_ENTRYPOINT: 'web', TRAEFIK_ADDRESS: '127.0.0.1', TRUSTED_PROXIES: '1' },
    TRAEFIK_HTTP_PORT: String(traefik.port),
    PUBLIC_URL: origin,
  };
  const installation = await keep(
    Installation.create({ runtime: 'docker', port, network, settings: { ...settings, ...behind } }),
  );
  await installation.start();
  const server: Server = {
    request: (path, { headers, ...options } = {}) =>
      send(traefik.port, path, { ...options, headers: { host: new URL(origin).host, ...headers } }),
  };
  return { server, origin };
}

describeWith(['engine'], 'fields of template.json', () => {
  const keepImage = tidyUp();
  let folder: string;

  beforeAll(async () => {
    await keepImage(ownImage(images.plain, { from: join(ROOT, 'docker/mimic') }));
    await keepImage(ownImage(images.root, { from: { recipe: `FROM ${images.plain}\nUSER root\n` } }));
    await keepImage(ownImage(images.checked, { from: { recipe: `FROM ${images.plain}\n${HEALTHCHECK}\n` } }));
    folder = await mkdtemp(join(tmpdir(), 'spawner-fields-'));
    await writeTemplates(folder, templates);
  }, 180_000);

  afterAll(() => rm(folder, { recursive: true }));

  describeWith([], 'built-in gateway', () => cases(builtIn));
  describeWith(['traefik'], 'Traefik', () => cases(behindTraefik));

  function cases(open: typeof builtIn): void {
    const keep = tidyUp();
    let origin: string;
    let ann: Person;
    /** Launches that take long, all at the same time. */
    let launches: Readonly<Record<string, Promise<Answer>>>;
    /** Both gateways wait by the same code: a short run waits for it once. */
    const waitsLong = isWhole() || open === behindTraefik;

    beforeAll(async () => {
      const mailbox = await keep(MailServer.start());
      const opened = await open(keep, { ...mailbox.settings, ...consents, TEMPLATES_DIR: folder });
      origin = opened.origin;
      ann = await Person.register(opened.server, `ann-${id}@example.com`, mailbox);
      const early = ['never', 'sick', ...(waitsLong ? ['slow'] : [])];
      launches = Object.fromEntries(early.map((type) => [type, ann.launch(type, 60)]));
    }, 120_000);

    const inspect = async (type: string): Promise<Inspected> =>
      (JSON.parse(await docker(['container', 'inspect', ann.containerName(type)])) as [Inspected])[0];
    const report = async (type: string, path: string) =>
      (await ann.open(`/${ann.slug}-${type}${path}`)).body as Record<string, unknown>;

    it('every field: reaches the container, and its page answers', async () => {
      await ann.hasLaunched('whole');
      const base = `/${ann.slug}-whole`;
      const greeting = [ann.slug, ann.user.id, base, `${origin}${base}`, '${HOME}'].join(' ');
      expect(await report('whole', '/a?b')).toMatchObject({
        url: `${base}/a?b`,
        prefix: null,
        args: ['--for', ann.slug],
        env: { GREETING: greeting, BASE_PATH: base },
        shm: 32 * 1024 ** 2,
        first: 'node',
        capabilities: '0000000000000000',
      });
      expect((await inspect('whole')).HostConfig).toMatchObject({
        ...{ Memory: 192 * 1024 ** 2, MemorySwap: 192 * 1024 ** 2, CpuQuota: 75_000, PidsLimit: 300 },
        ...{ CapDrop: ['ALL'], CapAdd: null },
      });
    });

    it('no field: confined as always', async () => {
      await ann.hasLaunched('bare');
      expect(await report('bare', '/a?b')).toMatchObject({ url: '/a?b', prefix: `/${ann.slug}-bare`, uid: 1000 });
      const { Config, HostConfig } = await inspect('bare');
      expect([Config.Cmd, Config.Healthcheck]).toEqual([null, { Test: ['NONE'] }]);
      expect(HostConfig).toMatchObject({
        ...{ Memory: 128 * 1024 ** 2, CpuQuota: 50_000, PidsLimit: 256, ShmSize: 64 * 1024 ** 2 },
        ...{ CapDrop: ['ALL'], CapAdd: null, SecurityOpt: ['no-new-privileges'] },
      });
    });

    it('root and capabilities: root with exactly these', async () => {
      await ann.hasLaunched('rooted');
      // CHOWN is bit 0, SETUID bit 7.
      expect(await report('rooted', '/')).toMatchObject({ uid: 0, capabilities: '0000000000000081' });
    });

    it('image that runs as root, template without "root": image_unsafe', async () => {
      expect(await ann.launch('unlisted')).toMatchObject({ status: 502, code: 'image_unsafe' });
    });

    it('more than the operator permits: not_permitted_here names the lines, nothing is created', async () => {
      const answer = await ann.launch('greedy');
      expect(answer).toMatchObject({ status: 403, code: 'not_permitted_here' });
      expect(answer.body['detail']).toContain('GUARD_MAX_MEMORY=4g\nGUARD_ENV=MODE,PORT,GREETING,SICK,OTHER');
      await expect(inspect('greedy')).rejects.toThrow('No such container');
    });

    if (waitsLong) {
      it('first page that takes 12 s: launches', async () => {
        expect(await launches['slow']).toMatchObject({ status: 200, body: { status: 'running' } });
      }, 60_000);
    }

    it('path that never succeeds: not_ready says path, status, time and field', async () => {
      expect(await launches['never']).toMatchObject({ status: 504, code: 'not_ready' });
      const { failure } = await ann.card('never');
      expect(failure).toMatchObject({ phase: 'ready', reason: expect.stringContaining('8 Sekunden') });
      expect(failure).toHaveProperty('advice', expect.stringContaining('GET /never ergab zuletzt: 404'));
    });

    it('image with a HEALTHCHECK that fails: launches at once, because the check is off', async () => {
      await ann.hasLaunched('unchecked');
      expect((await inspect('unchecked')).State.Health).toBeUndefined();
    });

    it('"health": the launch waits for the check of the image', async () => {
      await ann.hasLaunched('healthy');
      expect((await inspect('healthy')).State.Health?.Status).toBe('healthy');
    });

    it('"health", check fails: unhealthy says what the check wrote', async () => {
      expect(await launches['sick']).toMatchObject({ status: 504, code: 'unhealthy' });
      expect((await ann.card('sick')).failure).toHaveProperty('advice', expect.stringContaining('no database'));
    });
  }
});
