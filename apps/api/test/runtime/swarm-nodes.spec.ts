import { existsSync } from 'node:fs';
import { afterAll, beforeAll, expect, it } from '@jest/globals';
import { DEV_IMAGE, ensureDevImage } from '../../../tests/kit/src/images.js';
import { describeWith } from '../../../tests/kit/src/requirements.js';
import { Swarm, type SwarmNode } from '../../../tests/kit/src/swarm.js';
import { until } from '../../../tests/kit/src/until.js';

describeWith(['swarm'], 'three nodes of the test kit', () => {
  let swarm: Swarm;

  beforeAll(async () => {
    await ensureDevImage();
    swarm = await Swarm.start({ managers: 1, images: [DEV_IMAGE] });
    await swarm.manager.docker(['network', 'create', '--driver', 'overlay', 'control']);
  }, 120_000);

  afterAll(async () => {
    await swarm.close();
    expect(existsSync(swarm.manager.socket)).toBe(false);
  }, 60_000);

  const states = async () => {
    const listed = await swarm.manager.docker(['node', 'ls', '--format', '{{.Hostname}} {{.Status}}']);
    return listed.split('\n').sort();
  };

  it('three engines: one swarm of nodes that are ready, each with its own host name', async () => {
    expect(await states()).toEqual(['node-a Ready', 'node-b Ready', 'node-c Ready']);
  });

  /** Where `web` is on the bridge of a node, once it answers there. */
  const answering = async (node: SwarmNode): Promise<string> => {
    const format = '{{.NetworkSettings.Networks.bridge.IPAddress}}';
    const address = await until(`web runs on ${node.name}`, 60, async () => {
      const id = await node.docker(['ps', '--quiet', '--filter', 'label=com.docker.swarm.service.name=web']);
      return id ? (await node.docker(['inspect', '--format', format, id])) || null : null;
    });
    await until(`web answers on ${node.name}`, 20, () =>
      fetch(`http://${address}:8080/healthz`).then(
        ({ status }) => status === 200,
        () => false,
      ),
    );
    return address;
  };

  it("service on each node: this machine reaches it on its node's bridge, another node does not", async () => {
    // By its name, each node would ask a registry for it.
    const image = await swarm.manager.docker(['image', 'inspect', '--format', '{{.Id}}', DEV_IMAGE]);
    await swarm.manager.docker([
      ...['service', 'create', '--quiet', '--detach', '--name', 'web', '--mode', 'global', '--endpoint-mode', 'dnsrr'],
      // As the door of docker-stack.yml.
      ...['--network', 'bridge', '--network', 'control', '--no-resolve-image', image],
    ]);
    const [, address] = await Promise.all(swarm.nodes.map(answering));
    const neighbour = `/dev/tcp/${address ?? ''}/8080`;
    await expect(swarm.node('node-c').run('timeout', '2', 'bash', '-c', `: < ${neighbour}`)).rejects.toThrow();
  }, 60_000);

  it('node that loses its power, comes back, is cut off and healed: the manager sees each, its task runs again', async () => {
    const node = swarm.node('node-c');
    await node.crash();
    await until('node-c is down', 40, async () => (await states()).includes('node-c Down'));
    await node.mend();
    await until('node-c is ready', 40, async () => (await states()).includes('node-c Ready'));
    await answering(node);
    await node.cut();
    await until('node-c is down', 40, async () => (await states()).includes('node-c Down'));
    await node.heal();
    await until('node-c is ready', 40, async () => (await states()).includes('node-c Ready'));
  }, 150_000);
});
