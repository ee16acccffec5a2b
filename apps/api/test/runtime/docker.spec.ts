import { existsSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type Docker from 'dockerode';
import { extract, pack } from 'tar-stream';
import { uniqueId } from '../../../tests/kit/src/run.js';
import { dockerClient } from '../../src/runtime/docker/docker-client.js';
import { DockerService } from '../../src/runtime/docker/docker.service.js';
import { describeRuntime } from '../../src/runtime/testing/conformance.js';
import { withEngine } from '../with-engine.js';
import { devTemplate } from './dev-template.js';

const TEST_SUBNET = '10.213.0.0/24';

withEngine(() => {
  const docker = dockerClient(null);
  const serviceOf = (installation: string, network: string) =>
    new DockerService(docker, {
      installation,
      network,
      subnet: TEST_SUBNET,
      limits: { memoryBytes: 128 * 1024 ** 2, cpuQuota: 50_000 },
      imagePatienceMs: 60_000,
      publish: false,
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

  describeRuntime('docker', async () => {
    const image = `spawner-${uniqueId('i')}:latest`;
    const network = `spawner-${uniqueId('n')}`;
    return {
      runtime: serviceOf(uniqueId('d'), network),
      template: devTemplate(image),
      dispose: () => cleanUp(docker, image, network),
    };
  });

  describe('DockerService', () => {
    const image = `spawner-${uniqueId('i')}:latest`;
    const network = `spawner-${uniqueId('n')}`;
    const service = serviceOf(uniqueId('d'), network);
    const template = devTemplate(image);
    const name = 'user-ben-dev-8';
    const spec = {
      userId: 8,
      type: 'dev',
      slug: 'ben',
      name,
      template,
      environment: { USER_ID: '8', USER_SLUG: 'ben', CONTAINER_TYPE: 'dev' },
      labels: { 'traefik.enable': 'true' },
    };

    beforeAll(async () => {
      await service.prepareImage(template, () => undefined);
    }, 300_000);

    /** What the engine says is there, with owners and modes. */
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
      await service.remove(name);
      await service.removeVolumes(spec);
      await cleanUp(docker, image, network);
    });

    it('asks the engine for exactly the limits, labels, environment and user that were promised', async () => {
      await service.start(await service.create(spec));
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
      expect(info.Config.Env).toEqual(expect.arrayContaining(['USER_ID=8', 'USER_SLUG=ben', 'CONTAINER_TYPE=dev']));
      expect(info.Config.User).not.toMatch(/^(0|root)?(:|$)/);
    });

    it('never touches a foreign container that has the name', async () => {
      const stranger = serviceOf(uniqueId('d'), network);
      await expect(stranger.create(spec)).rejects.toMatchObject({ code: 'name_taken', facts: { name } });
      await expect(stranger.inspect(name)).resolves.toBeNull();
      await stranger.remove(name);
      await stranger.stop(name);
      expect((await docker.getContainer(name).inspect()).State.Running).toBe(true);
      expect(await stranger.list()).toEqual([]);
    });

    it('resumes a paused container', async () => {
      await docker.getContainer(name).pause();
      const paused = await service.inspect(name);
      expect(paused).toMatchObject({ state: 'paused' });
      if (paused) expect(await service.start(paused)).toMatchObject({ state: 'running' });
    });

    it("makes a volume that belongs to the image's user, and says whose it is", async () => {
      const [volume] = await service.listVolumes();
      expect(volume).toEqual({ userId: 8, type: 'dev', path: '/srv/www', name: `${name}-srv-www` });
      expect((await docker.getVolume(`${name}-srv-www`).inspect()).Labels).toMatchObject({
        'spawner.user': '8',
        'spawner.type': 'dev',
        'spawner.path': '/srv/www',
      });
      await service.writeFile(name, '/srv/www/made/here.txt', Buffer.from('x'));
      const headers = await archived('/srv/www/.');
      expect(headers).toEqual(['./ 101:101 755', './made/ 101:101 755', './made/here.txt 101:101 644']);
    });

    it("never shows another installation's volume of the same name", async () => {
      await service.writeFile(name, '/srv/www/secret.txt', Buffer.from('ben'));
      await service.remove(name);
      const stranger = serviceOf(uniqueId('d'), network);
      try {
        await stranger.create(spec);
        const [volume] = await stranger.listVolumes();
        expect(volume?.name).toMatch(`${name}-srv-www-`);
        expect(await archived('/srv/www/.')).toEqual(['./ 101:101 755']);
      } finally {
        await stranger.remove(name);
        await stranger.removeVolumes(spec);
      }
      await service.start(await service.create(spec));
      expect(await archived('/srv/www/secret.txt')).toEqual(['secret.txt 101:101 644']);
    });

    it('follows no link out of the container when it writes a file', async () => {
      const before = await readFile('/etc/passwd', 'utf8');
      const links = pack();
      links.entry({ name: 'file', type: 'symlink', linkname: '/etc/passwd' });
      links.entry({ name: 'folder', type: 'symlink', linkname: '/etc' });
      links.finalize();
      await docker.getContainer(name).putArchive(links.read() as Buffer, { path: '/srv/www' });

      const throughLink = () => service.writeFile(name, '/srv/www/folder/spawner-was-here', Buffer.from('mine'));
      await expect(throughLink()).rejects.toMatchObject({ code: 'invalid_request' });
      await service.remove(name);
      const writable = { ...template, confinement: { ...template.confinement, readOnly: false } };
      await service.start(await service.create({ ...spec, template: writable }));
      await service.writeFile(name, '/srv/www/file', Buffer.from('mine'));
      await throughLink();
      expect(await archived('/srv/www/file')).toEqual(['file 101:101 644']);
      expect(await archived('/etc/spawner-was-here')).toEqual(['spawner-was-here 0:0 644']);
      expect(existsSync('/etc/spawner-was-here')).toBe(false);
      expect(await readFile('/etc/passwd', 'utf8')).toBe(before);
    });

    it('starts a container whose network was removed and another one made', async () => {
      await service.stop(name);
      await docker.getNetwork(network).remove();
      const stopped = await service.inspect(name);
      if (stopped) expect(await service.start(stopped)).toMatchObject({ state: 'running', address: { port: 8080 } });
      await service.remove(name);
      await docker.getNetwork(network).remove();
      expect(await service.start(await service.create(spec))).toMatchObject({ state: 'running' });
    });

    it('leaves no helper behind after a copy that was given up, and frees the volume of one that was left', async () => {
      const [volume] = await service.listVolumes();
      if (!volume) throw new Error('there is no volume');
      const reading = await service.exportVolume(volume);
      const helpers = () => docker.listContainers({ all: true, filters: { volume: [volume.name] } });
      expect(await helpers()).toHaveLength(2);
      expect(await service.list()).toHaveLength(1);
      await service.remove(name);
      await service.removeVolumes(spec);
      expect(await service.listVolumes()).toEqual([]);
      expect(await helpers()).toEqual([]);
      reading.destroy();
      await expect(service.importVolume(volume, Readable.from([Buffer.from('no tar')]))).rejects.toMatchObject({
        code: 'runtime_failed',
      });
      expect(await helpers()).toEqual([]);
    });

    it('says so when the engine does not answer', async () => {
      const nowhere = new DockerService(dockerClient('unix:///nonexistent.sock'), {
        installation: 'x',
        network,
        subnet: null,
        limits: { memoryBytes: 1, cpuQuota: 1 },
        imagePatienceMs: 1000,
        publish: false,
      });
      await expect(nowhere.ping()).rejects.toMatchObject({ code: 'runtime_unreachable' });
      await expect(nowhere.list()).rejects.toMatchObject({ code: 'runtime_unreachable' });
    });
  });
});
