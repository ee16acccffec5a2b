import { chown, mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import { buffer } from 'node:stream/consumers';
import { afterAll, beforeAll, describe, expect, it, jest } from '@jest/globals';
import { CertificateAuthority } from '../../../tests/kit/src/certificates.js';
import { GuardProcess } from '../../../tests/kit/src/guard-process.js';
import { describeWith } from '../../../tests/kit/src/requirements.js';
import { uniqueId } from '../../../tests/kit/src/run.js';
import { Swarm, type SwarmNode } from '../../../tests/kit/src/swarm.js';
import { until } from '../../../tests/kit/src/until.js';
import { isWhole } from '../../../tests/kit/src/whole.js';
import { AppError } from '../../src/errors/app-error.js';
import { dockerClient, engineTls } from '../../src/runtime/docker/docker-client.js';
import type { VolumeDriver } from '../../src/runtime/docker/docker-volumes.js';
import { NodeEngines } from '../../src/runtime/swarm/node-engines.js';
import { swarmRuntime } from '../../src/runtime/swarm/swarm-runtime.js';
import { SwarmServices } from '../../src/runtime/swarm/swarm-services.js';
import { describeDriver } from './conformance/conformance.js';
import { statusOf } from './conformance/requests.js';
import { devTemplate } from './dev-template.js';
import { specOf } from './spec-of.js';

/** What the image is built from. */
const BASE = 'nginx:1.29';
const NETWORK = 'bridge';

describeWith(['swarm'], 'three nodes', () => {
  let swarm: Swarm;
  const template = devTemplate(`spawner-${uniqueId('i')}:latest`);

  beforeAll(async () => {
    swarm = await Swarm.start();
    await swarm.load(BASE);
  }, 120_000);

  afterAll(() => swarm.close(), 60_000);

  const settingsOf = (installation: string, volumeDriver: VolumeDriver | null = null) => ({
    ...{ installation, network: NETWORK, imagePatienceMs: 60_000, volumeDriver },
    nodes: swarm.nodes.map(({ engineAddress }) => engineAddress),
    connect: dockerClient,
  });
  const runtimeOf = (...given: Parameters<typeof settingsOf>) => swarmRuntime(settingsOf(...given));

  if (!isWhole())
    describeDriver('swarm', () =>
      Promise.resolve({ runtime: runtimeOf(uniqueId('d')), template, dispose: () => Promise.resolve() }),
    );

  // As in production, in place of the run before bare engines: both would take a minute more.
  if (isWhole())
    describeDriver('swarm behind the guards of its nodes', async () => {
      const folder = await mkdtemp(join(tmpdir(), 'spawner-swarm-guards-'));
      const ca = await CertificateAuthority.create(join(folder, 'ca'));
      const certificates = await ca.issue('guard', 'serverAuth');
      const identity = engineTls(await ca.issue('spawner', 'clientAuth'));
      const settings = {
        ...{
          GUARD_SWARM: 'true',
          GUARD_TLS_DIR: certificates,
          GUARD_MARK: uniqueId('m'),
          GUARD_LABELS: 'example.label',
        },
        ...{ USER_TEMPLATE_IMAGE_DEV: template.image, TRAEFIK_NETWORK: NETWORK, DEFAULT_MEMORY_LIMIT: '128m' },
      };
      const absent = { absent: 'spawner-test-absent:none' };
      const guards = await Promise.all(
        swarm.nodes.map(({ socket }) => GuardProcess.start({ ...settings, GUARD_ENGINE: socket }, absent)),
      );
      return {
        runtime: swarmRuntime({
          ...settingsOf(uniqueId('d')),
          nodes: guards.map(({ url }) => url),
          connect: (address) => dockerClient(address, identity),
        }),
        template,
        dispose: async () => {
          await Promise.all(guards.map((guard) => guard.close()));
          await rm(folder, { recursive: true });
        },
      };
    });

  describe('swarm alone', () => {
    const installation = uniqueId('d');
    const of = (slug: string, userId: number) => specOf(template, { slug: `${slug}-${uniqueId('c')}`, userId });

    const inspect = async (node: SwarmNode, name: string) => {
      const id = await node.docker(['ps', '--quiet', '--filter', `name=^${name}\\.`]);
      const [found] = JSON.parse(await node.docker(['inspect', id])) as [Readonly<Record<string, object>>];
      return found;
    };

    it("container of a service: held as Docker's driver holds one, but for what a service cannot carry", async () => {
      const { containers, images, volumes } = runtimeOf(installation);
      await images.prepare(template, () => undefined);
      const spec = of('ben', 8);
      const started = await containers.start(await containers.create(spec));
      const found = await inspect(swarm.node(started.node?.name ?? ''), spec.name);
      expect(found).toMatchObject({
        HostConfig: {
          Memory: 128 * 1024 ** 2,
          NanoCpus: 500_000_000,
          PidsLimit: 256,
          CapDrop: ['ALL'],
          ReadonlyRootfs: true,
          Privileged: false,
          IpcMode: 'private',
          Init: true,
          // Engines from 25 write it out.
          RestartPolicy: { Name: expect.stringMatching(/^(no)?$/) },
          LogConfig: { Type: 'json-file', Config: { 'max-size': '5m', 'max-file': '2' } },
        },
        Config: { Labels: expect.objectContaining({ 'spawner.installation': installation, 'spawner.user': '8' }) },
      });
      await containers.remove(spec.name);
      await volumes.remove(spec);
    }, 60_000);

    it('template with a runtime of its own: refused at start, as a service would run without it', async () => {
      const confinement = { ...template.confinement, runtime: 'runsc' };
      await expect(runtimeOf(installation).host.check([{ ...template, confinement }], 1)).rejects.toThrow(
        'cannot choose the runtime "runsc"',
      );
    });

    describe('two processes build an image at the same time', () => {
      const again = async (node: SwarmNode) => {
        const container = await node.docker(['create', template.image]);
        await node.docker(['commit', container, template.image]);
        await node.docker(['rm', container]);
      };

      it('guard refuses the one that was replaced meanwhile: missing, and right when it is prepared again', async () => {
        const { containers, images, volumes } = runtimeOf(installation);
        await images.prepare(template, () => undefined);
        const refused = jest.spyOn(SwarmServices.prototype, 'create').mockImplementationOnce(async () => {
          await again(swarm.manager);
          throw new AppError('runtime_failed', { reason: 'guard: this is another image' });
        });
        const spec = of('uma', 40);
        await expect(containers.create(spec)).rejects.toMatchObject({ code: 'image_missing' });
        refused.mockRestore();
        await images.prepare(template, () => undefined);
        expect((await containers.create(spec)).state).toBe('created');
        await containers.remove(spec.name);
        await volumes.remove(spec);
      }, 60_000);

      it('the node that gets the files has another one than the managers: missing, until it has theirs', async () => {
        const { containers, images, volumes } = runtimeOf(installation);
        await images.prepare(template, () => undefined);
        for (const node of swarm.nodes) if (node !== swarm.manager) await again(node);
        const specs = ['val', 'wim', 'xia'].map((slug, index) => of(slug, 41 + index));
        const codes: string[] = [];
        // New files go to the node with the fewest, so one after the other.
        for (const spec of specs) {
          codes.push(
            await containers.create(spec).then(
              () => 'created',
              ({ code }: AppError) => code,
            ),
          );
        }
        expect(codes).toContain('image_missing');
        await images.prepare(template, () => undefined);
        for (const spec of specs) {
          await containers.create(spec);
          await containers.remove(spec.name);
          await volumes.remove(spec);
        }
      }, 60_000);
    });

    it('template has changed and cannot be built: the older image stays, on all nodes', async () => {
      const { containers, images, volumes } = runtimeOf(installation);
      await images.prepare(template, () => undefined);
      const folder = await mkdtemp(join(tmpdir(), 'spawner-template-'));
      await writeFile(join(folder, 'Dockerfile'), `FROM ${BASE}\nRUN exit 1\n`);
      const changed = { ...template, folder };
      await images.prepare(changed, () => undefined);
      for (const volumePaths of [changed.volumes, []]) {
        const spec = specOf({ ...changed, volumes: volumePaths }, { slug: uniqueId('c'), userId: 50 });
        expect((await containers.create(spec)).state).toBe('created');
        await containers.remove(spec.name);
        await volumes.remove(spec);
      }
      await rm(folder, { recursive: true });
    }, 60_000);

    describe.each(['node-c', 'node-a'])('%s has a full disk', (name) => {
      const noSpace = () =>
        Promise.reject(Object.assign(new Error('write /layer: no space left on device'), { statusCode: 500 }));

      it('image is not there: launches go to the other nodes, and may move to it later', async () => {
        const full = swarm.node(name);
        const connect = (address: string) => {
          const docker = dockerClient(address);
          if (address === full.engineAddress) Object.assign(docker, { loadImage: noSpace, buildImage: noSpace });
          return docker;
        };
        const { containers, images, volumes } = swarmRuntime({ ...settingsOf(installation), connect });
        await runtimeOf(installation).images.prepare(template, () => undefined);
        await full.docker(['image', 'rm', '--force', template.image]);
        await images.prepare(template, () => undefined);
        for (const [index, paths] of [template.volumes, template.volumes, template.volumes, []].entries()) {
          const spec = specOf({ ...template, volumes: paths }, { slug: uniqueId('c'), userId: 60 + index });
          const started = await containers.start(await containers.create(spec));
          expect(started.node?.name).not.toBe(name);
          if (paths.length === 0) {
            const format = '{{.Spec.TaskTemplate.Placement.Constraints}}';
            expect(await swarm.manager.docker(['service', 'inspect', '--format', format, started.id])).toBe('[]');
            // That change has not replaced it.
            const tasks = await swarm.manager.docker(['service', 'ps', '--quiet', started.id]);
            expect(tasks.split('\n')).toHaveLength(1);
            expect(await containers.inspect(spec.name)).toMatchObject({ state: 'running', address: started.address });
          }
          await containers.remove(spec.name);
          await volumes.remove(spec);
        }
        await runtimeOf(installation).images.prepare(template, () => undefined);
      }, 120_000);
    });

    it('node with the files is drained while the image changes: machine_away, and right when it is back', async () => {
      const { containers, images, volumes } = runtimeOf(installation);
      await images.prepare(template, () => undefined);
      const { manager } = swarm;
      // New files go to the node with the fewest.
      const specs = ['ada', 'bo', 'cy'].map((slug, index) => of(slug, 80 + index));
      const placed = [];
      for (const spec of specs) placed.push(await containers.create(spec));
      const home = specs[placed.findIndex(({ node }) => node?.name === 'node-c')];
      if (!home) throw new Error('nothing is on node-c');
      for (const spec of specs) await containers.remove(spec.name);
      const availability = (value: string) => manager.docker(['node', 'update', '--availability', value, 'node-c']);
      await availability('drain');
      try {
        const container = await manager.docker(['create', template.image]);
        await manager.docker(['commit', container, template.image]);
        await manager.docker(['rm', container]);
        await swarm.node('node-c').docker(['image', 'rm', '--force', template.image]);
        await runtimeOf(installation).images.prepare(template, () => undefined);
        await expect(runtimeOf(installation).containers.create(home)).rejects.toMatchObject({
          code: 'machine_away',
          facts: { machine: 'node-c' },
        });
      } finally {
        await availability('active');
      }
      const again = runtimeOf(installation);
      await again.images.prepare(template, () => undefined);
      expect((await again.containers.create(home)).node?.name).toBe('node-c');
      for (const spec of specs) {
        await containers.remove(spec.name);
        await volumes.remove(spec);
      }
    }, 60_000);

    it('image of a stopped container is gone: a launch makes it anew from the one that is there', async () => {
      const { containers, images, volumes } = runtimeOf(installation);
      await images.prepare(template, () => undefined);
      const { manager, nodes } = swarm;
      const container = await manager.docker(['create', template.image]);
      await manager.docker(['commit', container, template.image]);
      await manager.docker(['rm', container]);
      await images.prepare(template, () => undefined);
      const spec = of('uli', 72);
      const old = await containers.create(spec);
      for (const node of nodes) await node.docker(['image', 'rm', '--force', old.imageId ?? '']);
      await images.prepare(template, () => undefined);
      await expect(containers.start(old)).rejects.toMatchObject({ code: 'image_missing' });
      const again = await containers.start(await containers.create(spec));
      expect(again.imageId).not.toBe(old.imageId);
      await containers.remove(spec.name);
      await volumes.remove(spec);
    }, 120_000);

    it('node of a service has left for good: the container counts as gone, and a new one is where its files are', async () => {
      const { containers, images, volumes } = runtimeOf(installation);
      await images.prepare(template, () => undefined);
      const spec = of('yan', 70);
      const { id, node } = await containers.create(spec);
      await swarm.manager.docker([
        'service',
        'update',
        '--detach',
        '--label-add',
        `spawner.node=${'0'.repeat(25)}`,
        id,
      ]);
      expect(await containers.inspect(spec.name)).toBeNull();
      expect(await containers.list()).toEqual([]);
      const again = await containers.create(spec);
      expect(again).toMatchObject({ state: 'created', node });
      expect(again.id).not.toBe(id);
      await containers.remove(spec.name);
      await volumes.remove(spec);
    }, 60_000);

    it('volume on two nodes, as one that joins again may have it: the newer one is used', async () => {
      const { containers, images, volumes } = runtimeOf(installation);
      await images.prepare(template, () => undefined);
      const spec = of('zac', 71);
      const { node: old } = await containers.create(spec);
      const [volume] = await volumes.list(spec);
      await containers.remove(spec.name);
      const at = swarm.node(old?.name ?? '');
      const format = '{{range $key, $value := .Labels}}{{$key}}={{$value}} {{end}}';
      const marks = (await at.docker(['volume', 'inspect', '--format', format, volume?.name ?? ''])).trim().split(' ');
      const others = swarm.nodes.filter((node) => node !== at);
      for (const newer of others) {
        const made = async (node: SwarmNode) =>
          node.docker(['volume', 'inspect', '--format', '{{.CreatedAt}}', volume?.name ?? '']);
        const before = await made(others.indexOf(newer) === 0 ? at : (others[0] as SwarmNode));
        await until('a second has passed', 10, async () => {
          await newer.docker(['volume', 'create', ...marks.flatMap((mark) => ['--label', mark]), volume?.name ?? '']);
          if ((await made(newer)) > before) return true;
          await newer.docker(['volume', 'rm', volume?.name ?? '']);
          return false;
        });
        const again = await containers.create(spec);
        expect(again.node?.name).toBe(newer.name);
        await containers.remove(spec.name);
      }
      await volumes.remove(spec);
    }, 60_000);

    it('service with a long name that two processes change at the same time: both changes are there', async () => {
      const [one, two] = [runtimeOf(installation), runtimeOf(installation)];
      // Managers take 63 letters.
      const spec = specOf({ ...template, type: 'development' }, { slug: uniqueId('e').padEnd(40, 'e'), userId: 1e9 });
      const created = await one.containers.create(spec);
      const name = `${spec.name}-x`;
      try {
        await Promise.all([one.containers.start(created), two.containers.rename(created, name)]);
        expect(await one.containers.inspect(name)).toMatchObject({ id: created.id, state: 'running' });
      } finally {
        await one.containers.remove(name);
        await one.volumes.remove(spec);
      }
    }, 60_000);

    it('container that ends by itself: restarted, with its exit code and a count of the restarts', async () => {
      const { containers, images, volumes } = runtimeOf(installation);
      await images.prepare(template, () => undefined);
      const spec = of('kim', 10);
      const created = await containers.create(spec);
      const { node } = await containers.start(created);
      const kill = async () => {
        const at = swarm.node(node?.name ?? '');
        await at.docker(['kill', await at.docker(['ps', '--quiet', '--filter', `name=^${spec.name}\\.`])]);
      };
      await kill();
      await until('it is restarting', 20, async () => {
        const found = await containers.inspect(spec.name);
        return found?.state === 'restarting' && found.exitCode === 137;
      });
      await until('it runs again', 30, async () => {
        const found = await containers.inspect(spec.name);
        return found?.state === 'running' && found.restarts === 1;
      });
      // As after a machine comes back: what ended before the start is not its result.
      await kill();
      expect(await containers.start(created)).toMatchObject({ state: 'running', address: expect.anything() });
      await containers.remove(spec.name);
      await volumes.remove(spec);
    }, 90_000);

    it('volumes that every node reaches: a drained node loses its instance to another one, with its files', async () => {
      const shared = await mkdtemp(join(tmpdir(), 'spawner-shared-'));
      const spec = of('zoe', 11);
      const folder = join(shared, `${spec.name}-srv-www`);
      await mkdir(folder);
      await chown(folder, 101, 101);
      const options = { type: 'none', o: 'bind', device: `${shared}/{name}` };
      const { containers, images, volumes } = runtimeOf(uniqueId('d'), { name: 'local', options });
      await images.prepare(template, () => undefined);
      const created = await containers.create(spec);
      await volumes.writeFiles(spec.name, '/srv/www', [{ path: 'kept.txt', content: Buffer.from('kept') }]);
      const { node } = await containers.start(created);
      const availability = (value: string) =>
        swarm.manager.docker(['node', 'update', '--availability', value, node?.name ?? '']);
      await availability('drain');
      try {
        const moved = await until('it runs on another node', 60, async () => {
          const found = await containers.inspect(spec.name);
          return found?.address && found.node?.id !== node?.id ? found : null;
        });
        expect(moved).toMatchObject({ id: created.id, restarts: 0 });
        expect(await statusOf(moved.address, '/kept.txt')).toBe(200);
      } finally {
        await availability('active');
        await containers.remove(spec.name);
        await volumes.remove(spec);
        await rm(shared, { recursive: true });
      }
    }, 120_000);

    it('volumes of a backup: spread over the nodes, as their containers will be', async () => {
      const { containers, images, volumes } = runtimeOf(installation);
      await images.prepare(template, () => undefined);
      const spec = of('tom', 30);
      await containers.create(spec);
      const [volume] = await volumes.list(spec);
      if (!volume) throw new Error('no volume');
      const copy = await buffer(await volumes.export(volume));
      await containers.remove(spec.name);
      const restored = [30, 31, 32].map((userId) => ({ ...volume, userId, name: `${volume.name}-${String(userId)}` }));
      await volumes.remove(spec);
      for (const each of restored) await volumes.import(each, Readable.from([copy]));
      const found = await Promise.all(
        swarm.nodes.map((node) => node.docker(['volume', 'ls', '--quiet', '--filter', `name=${volume.name}`])),
      );
      expect(found.sort()).toEqual(restored.map(({ name }) => name));
      for (const each of restored) await volumes.remove(each);
    }, 120_000);

    it('node with the files is away: the instance waits for it and names it, and runs again when it is back', async () => {
      const { containers, volumes, host } = runtimeOf(installation);
      const specs = ['lea', 'mia', 'noa', 'pia'].map((slug, index) => of(slug, 20 + index));
      const placed = [];
      for (const spec of specs) placed.push(await containers.create(spec));
      // New files are spread over the nodes.
      expect(new Set(placed.map(({ node }) => node?.name))).toEqual(new Set(['node-a', 'node-b', 'node-c']));
      const index = placed.findIndex(({ node }) => node?.name === 'node-c');
      const [instance, spec] = [placed[index], specs[index]];
      if (!instance || !spec) throw new Error('nothing is on node-c');
      const node = swarm.node('node-c');
      await containers.start(instance);
      await volumes.writeFiles(spec.name, '/srv/www', [{ path: 'kept.txt', content: Buffer.from('kept') }]);
      const [volume] = await volumes.list(spec);

      await node.crash();
      await until('the instance waits for its node', 60, async () => {
        const found = await containers.inspect(spec.name);
        return found?.waitsFor?.kind === 'node' && found.waitsFor.name === 'node-c' && found.state === 'restarting';
      });
      expect(await containers.list()).toHaveLength(specs.length);
      expect((await host.nodes()).map(({ name, state }) => `${name} ${state}`).sort()).toEqual([
        'node-a ready',
        'node-b ready',
        'node-c down',
      ]);
      expect(await volumes.list(spec)).toEqual([volume]);
      await containers.stop(spec.name);
      await expect(containers.start(instance)).rejects.toMatchObject({
        code: 'machine_away',
        facts: { machine: 'node-c' },
      });
      await expect(volumes.remove(spec)).rejects.toMatchObject({ code: 'runtime_unreachable' });

      // Files that a node had before it joined may be older than those of the one that is away.
      const other = specs[placed.findIndex((each) => each.node?.name === 'node-a')];
      if (!other) throw new Error('nothing is on node-a');
      await containers.remove(other.name);
      const engines = new NodeEngines(settingsOf(installation).nodes, dockerClient);
      const known = await new SwarmServices(engines, installation).nodes();
      const joined = jest
        .spyOn(SwarmServices.prototype, 'nodes')
        .mockResolvedValue(known.map((each) => ({ ...each, joinedAt: new Date(Date.now() + 3_600_000) })));
      await expect(containers.create(other)).rejects.toMatchObject({
        code: 'machine_away',
        facts: { machine: 'node-c' },
      });
      joined.mockRestore();
      expect((await containers.create(other)).node?.name).toBe('node-a');

      // It may have files of this one, and has none of somebody who never had a container.
      const late = of('ron', 40);
      await expect(containers.create(late)).rejects.toMatchObject({
        code: 'machine_away',
        facts: { machine: 'node-c' },
      });
      const first = await containers.start(await containers.create(late, true));
      expect(['node-a', 'node-b']).toContain(first.node?.name);
      expect(await volumes.isWhole()).toBe(false);
      specs.push(late);

      await node.mend();
      const running = await until('it runs again', 60, async () => {
        const found = await containers.inspect(spec.name);
        return found?.address ? found : null;
      });
      expect(running).toMatchObject({ id: instance.id, node: { name: 'node-c' }, waitsFor: null });
      expect(await statusOf(running.address, '/kept.txt')).toBe(200);
      await until('all volumes are seen', 30, () => volumes.isWhole());
      for (const each of specs) {
        await containers.remove(each.name);
        await volumes.remove(each);
      }
    }, 240_000);
  });
});
