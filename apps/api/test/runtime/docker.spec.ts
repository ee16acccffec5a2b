import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type Docker from 'dockerode';
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
  };

  describeRuntime('docker', async () => {
    const image = `spawner-test-${randomUUID()}:latest`;
    const network = `spawner-test-${randomUUID().slice(0, 8)}`;
    return {
      runtime: serviceOf(randomUUID(), network),
      template: devTemplate(image),
      dispose: () => cleanUp(docker, image, network),
    };
  });

  describe('DockerService', () => {
    const image = `spawner-test-${randomUUID()}:latest`;
    const network = `spawner-test-${randomUUID().slice(0, 8)}`;
    const service = serviceOf(randomUUID(), network);
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

    afterAll(async () => {
      await service.remove(name);
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
      const stranger = serviceOf(randomUUID(), network);
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
