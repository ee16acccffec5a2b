import { randomInt } from 'node:crypto';
import { existsSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type Docker from 'dockerode';
import { extract, pack } from 'tar-stream';
import { uniqueId } from '../../../tests/kit/src/run.js';
import { dockerClient } from '../../src/runtime/docker/docker-client.js';
import { dockerRuntime } from '../../src/runtime/docker/docker-runtime.js';
import { withEngine } from '../with-engine.js';
import { describeDriver } from './conformance/conformance.js';
import { devTemplate } from './dev-template.js';
import { specOf } from './spec-of.js';

// A run beside this one may use the same engine.
const TEST_SUBNET = `10.213.${String(randomInt(256))}.0/24`;

withEngine(() => {
  const docker = dockerClient(null);
  const runtimeOf = (installation: string, network: string) =>
    dockerRuntime(docker, {
      installation,
      network,
      subnet: TEST_SUBNET,
      imagePatienceMs: 60_000,
      publish: () => false,
    });

  const cleanUp = async (client: Docker, image: string, network: string) => {
    await client
      .getImage(image)
      .remove({ force: true })
      .catch(() => undefined);
    await client
      .getNetwork(network)
      .remove()
      .catch(() => undefined);
    await client
      .getImage('spawner-volume:latest')
      .remove()
      .catch(() => undefined);
  };

  describeDriver('docker', async () => {
    const image = `spawner-${uniqueId('i')}:latest`;
    const network = `spawner-${uniqueId('n')}`;
    return {
      runtime: runtimeOf(uniqueId('d'), network),
      template: devTemplate(image),
      dispose: () => cleanUp(docker, image, network),
    };
  });

  describe('docker alone', () => {
    const image = `spawner-${uniqueId('i')}:latest`;
    const network = `spawner-${uniqueId('n')}`;
    const { containers, images, volumes } = runtimeOf(uniqueId('d'), network);
    const template = devTemplate(image);
    const slug = `ben-${uniqueId('c')}`;
    const spec = specOf(template, { userId: 8, slug }, { labels: { 'traefik.enable': 'true' } });
    const { name } = spec;

    beforeAll(async () => {
      await images.prepare(template, () => undefined);
    }, 300_000);

    /** The files at the path, with owners and modes. */
    const archived = async (path: string): Promise<string[]> => {
      const found: string[] = [];
      const tar = await docker.getContainer(name).getArchive({ path });
      const headers = extract().on('entry', (header, content, next) => {
        found.push(
          `${header.name} ${String(header.uid)}:${String(header.gid)} ${((header.mode ?? 0) & 0o777).toString(8)}`,
        );
        content.on('end', next).resume();
      });
      await pipeline(tar, headers);
      return found;
    };

    afterAll(async () => {
      await containers.remove(name);
      await volumes.remove(spec);
      await cleanUp(docker, image, network);
    });

    it('container: has the limits, labels, environment and user of its spec', async () => {
      await containers.start(await containers.create(spec));
      const info = await docker.getContainer(name).inspect();
      expect(info.HostConfig).toMatchObject({
        Memory: 128 * 1024 ** 2,
        MemorySwap: 128 * 1024 ** 2,
        CpuQuota: 50_000,
        PidsLimit: 256,
        CapDrop: ['ALL'],
        SecurityOpt: ['no-new-privileges'],
        NetworkMode: network,
        RestartPolicy: { Name: 'unless-stopped' },
        Privileged: false,
      });
      expect(info.Config.Labels).toMatchObject({
        'traefik.enable': 'true',
        'spawner.user': '8',
        'spawner.type': 'dev',
      });
      expect(info.Config.Env).toEqual(expect.arrayContaining(['USER_ID=8', `USER_SLUG=${slug}`, 'CONTAINER_TYPE=dev']));
      expect(info.Config.User).not.toMatch(/^(0|root)?(:|$)/);
    });

    it("name that another installation's container has: a second name, and that container is left alone", async () => {
      const other = runtimeOf(uniqueId('d'), network);
      const { id } = await other.containers.create(spec);
      try {
        expect((await docker.getContainer(id).inspect()).Name).toMatch(new RegExp(`^/${name}-[0-9a-f]{8}$`));
        expect(await other.containers.create(spec)).toMatchObject({ id, name });
        await other.containers.start(await other.containers.create(spec));
        expect(await other.containers.inspect(name)).toMatchObject({ id, name, state: 'running' });
        expect(await other.containers.list()).toMatchObject([{ id, name }]);
        await other.volumes.writeFiles(name, '/srv/www', [{ path: 'index.html', content: Buffer.from('other') }]);
        await other.containers.pause(name);
        await other.containers.stop(name);
        expect(await other.containers.inspect(name)).toMatchObject({ state: 'exited' });
      } finally {
        await other.containers.remove(name);
        await other.volumes.remove(spec);
      }
      expect(await other.containers.inspect(name)).toBeNull();
      expect((await docker.getContainer(name).inspect()).State.Running).toBe(true);
      expect(await archived('/srv/www/.')).toEqual(['./ 101:101 755']);
    });

    it('two containers renamed crosswise: neither is taken for the other', async () => {
      const second = specOf(template, { userId: 9, slug });
      const [ben, eve] = [await containers.inspect(name), await containers.create(second)];
      const engineNames = async (...names: readonly (readonly [string, string])[]) => {
        for (const [id, to] of names) await docker.getContainer(id).rename({ name: to });
      };
      await engineNames([ben?.id ?? '', `${name}-x`], [eve.id, name], [ben?.id ?? '', second.name]);
      try {
        expect(await containers.inspect(name)).toBeNull();
        await containers.remove(second.name);
        await containers.rename(eve, second.name);
        expect(await containers.inspect(second.name)).toMatchObject({ id: eve.id, userId: 9 });
        await containers.rename({ ...eve, id: ben?.id ?? '' }, name);
        expect(await containers.inspect(name)).toMatchObject({ id: ben?.id, userId: 8 });
      } finally {
        await containers.remove(second.name);
        await volumes.remove(second);
      }
      expect(await containers.inspect(name)).toMatchObject({ id: ben?.id, state: 'running' });
    });

    it('container paused by hand: start resumes it', async () => {
      await docker.getContainer(name).pause();
      const paused = await containers.inspect(name);
      expect(paused).toMatchObject({ state: 'paused' });
      if (paused) expect(await containers.start(paused)).toMatchObject({ state: 'running' });
    });

    it("volume: belongs to the image's user, and its labels name its key", async () => {
      const [volume] = await volumes.list();
      expect(volume).toEqual({ userId: 8, type: 'dev', path: '/srv/www', name: `${name}-srv-www` });
      expect((await docker.getVolume(`${name}-srv-www`).inspect()).Labels).toMatchObject({
        'spawner.user': '8',
        'spawner.type': 'dev',
        'spawner.path': '/srv/www',
      });
      await volumes.writeFiles(name, '/srv/www', [{ path: 'made/here.txt', content: Buffer.from('x') }]);
      const headers = await archived('/srv/www/.');
      expect(headers).toEqual(['./ 101:101 755', './made/ 101:101 755', './made/here.txt 101:101 644']);
    });

    it('volume name that another installation uses: another volume, without its content', async () => {
      await volumes.writeFiles(name, '/srv/www', [{ path: 'secret.txt', content: Buffer.from('ben') }]);
      await containers.remove(name);
      const other = runtimeOf(uniqueId('d'), network);
      try {
        await other.containers.create(spec);
        const [volume] = await other.volumes.list();
        expect(volume?.name).toMatch(`${name}-srv-www-`);
        expect(await archived('/srv/www/.')).toEqual(['./ 101:101 755']);
      } finally {
        await other.containers.remove(name);
        await other.volumes.remove(spec);
      }
      await containers.start(await containers.create(spec));
      expect(await archived('/srv/www/secret.txt')).toEqual(['secret.txt 101:101 644']);
    });

    it('file through a link: ends inside the container, never on the host', async () => {
      const before = await readFile('/etc/passwd', 'utf8');
      const links = pack();
      links.entry({ name: 'file', type: 'symlink', linkname: '/etc/passwd' });
      links.entry({ name: 'folder', type: 'symlink', linkname: '/etc' });
      links.entry({ name: 'nowhere', type: 'symlink', linkname: '/srv/absent' });
      links.finalize();
      await docker.getContainer(name).putArchive(links.read() as Buffer, { path: '/srv/www' });

      const nowhere = volumes.writeFiles(name, '/srv/www', [{ path: 'nowhere/x', content: Buffer.from('mine') }]);
      await expect(nowhere).rejects.toMatchObject({ code: 'invalid_request' });
      const throughLink = () =>
        volumes.writeFiles(name, '/srv/www', [{ path: 'folder/spawner-was-here', content: Buffer.from('mine') }]);
      await expect(throughLink()).rejects.toMatchObject({ code: 'invalid_request' });
      await containers.remove(name);
      const confinement = { ...spec.confinement, readOnly: false };
      await containers.start(await containers.create({ ...spec, confinement }));
      await volumes.writeFiles(name, '/srv/www', [{ path: 'file', content: Buffer.from('mine') }]);
      await throughLink();
      expect(await archived('/srv/www/file')).toEqual(['file 101:101 644']);
      expect(await archived('/etc/spawner-was-here')).toEqual(['spawner-was-here 0:0 644']);
      expect(existsSync('/etc/spawner-was-here')).toBe(false);
      expect(await readFile('/etc/passwd', 'utf8')).toBe(before);
    });

    it('container whose network was removed: starts on a new network', async () => {
      await containers.stop(name);
      await docker.getNetwork(network).remove();
      const stopped = await containers.inspect(name);
      if (stopped) expect(await containers.start(stopped)).toMatchObject({ state: 'running', address: { port: 8080 } });
      await containers.remove(name);
      await docker.getNetwork(network).remove();
      expect(await containers.start(await containers.create(spec))).toMatchObject({ state: 'running' });
    });

    it('copy that is given up: leaves no helper container; a volume with a left helper can be removed', async () => {
      const [volume] = await volumes.list();
      if (!volume) throw new Error('there is no volume');
      const reading = await volumes.export(volume);
      const helpers = () => docker.listContainers({ all: true, filters: { volume: [volume.name] } });
      expect(await helpers()).toHaveLength(2);
      expect(await containers.list()).toHaveLength(1);
      await containers.remove(name);
      await volumes.remove(spec);
      expect(await volumes.list()).toEqual([]);
      expect(await helpers()).toEqual([]);
      reading.destroy();
      await expect(volumes.import(volume, Readable.from([Buffer.from('no tar')]))).rejects.toMatchObject({
        code: 'runtime_failed',
      });
      expect(await helpers()).toEqual([]);
    });

    it('engine that does not answer: runtime_unreachable', async () => {
      const nowhere = dockerRuntime(dockerClient('unix:///nonexistent.sock'), {
        installation: 'x',
        network,
        subnet: null,
        imagePatienceMs: 1000,
        publish: () => false,
      }).containers;
      await expect(nowhere.ping()).rejects.toMatchObject({ code: 'runtime_unreachable' });
      await expect(nowhere.list()).rejects.toMatchObject({ code: 'runtime_unreachable' });
    });
  });
});
