import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { dockerClient } from '../../src/runtime/docker/docker-client.js';
import { engine } from '../../src/runtime/docker/docker-errors.js';
import { NodeEngines } from '../../src/runtime/swarm/node-engines.js';
import { SwarmNodes } from '../../src/runtime/swarm/swarm-nodes.js';
import { SwarmServices } from '../../src/runtime/swarm/swarm-services.js';
import { FakeEngine, json } from './fake-engine.js';

describe('engines of nodes', () => {
  let manager: FakeEngine;
  let worker: FakeEngine;
  const of = (id: string, manages: boolean) =>
    json(200, { Name: id, Swarm: { NodeID: id, NodeAddr: '', ControlAvailable: manages } });

  beforeAll(async () => {
    [manager, worker] = [await FakeEngine.start(), await FakeEngine.start()];
    worker.on('GET /info', of('worker', false));
  });
  afterAll(() => Promise.all([manager.close(), worker.close()]));

  it('only manager that was too slow once: the next calls are tried on it, and do not fail without a try', async () => {
    const engines = new NodeEngines([manager.address, worker.address], dockerClient);
    const nodes = () => engines.manage((docker) => docker.listNodes());
    // At the first look.
    expect(await engines.all()).toHaveLength(1);
    manager.on('GET /info', of('manager', true)).on('GET /nodes', json(200, []));
    await expect(nodes()).resolves.toEqual([]);
    // Later.
    manager.on('GET /nodes', (response) => response.destroy());
    manager.on('GET /info', (response) => response.destroy());
    await expect(nodes()).rejects.toMatchObject({ code: 'runtime_unreachable' });
    // Looks at all nodes again.
    expect(await engines.of('manager')).toBeNull();
    manager.on('GET /nodes', json(200, []));
    await expect(nodes()).resolves.toEqual([]);
  });

  it('only node in use stops answering: those that are in use since are found', async () => {
    const listed = (availability: string) =>
      json(
        200,
        [
          ['manager', availability],
          ['worker', 'active'],
        ].map(([ID, Availability]) => ({
          ...{ ID, Spec: { Availability }, Status: { State: 'ready', Addr: '' } },
          Description: { Hostname: ID, Resources: { NanoCPUs: 1e9, MemoryBytes: 1e9 } },
        })),
      );
    manager.on('GET /info', of('manager', true)).on('GET /nodes', listed('pause'));
    const engines = new NodeEngines([manager.address, worker.address], dockerClient);
    const services = new SwarmServices(engines, 'installation');
    const nodes = new SwarmNodes(engines, services, { network: 'none', imagePatienceMs: 1000, volumeDriver: null });
    expect(await nodes.ready()).toMatchObject([{ id: 'worker' }]);
    manager.on('GET /nodes', listed('active'));
    worker.on('GET /info', (response) => response.destroy());
    await engines.each(await nodes.ready(), ({ docker }) => engine(docker.info()));
    expect(await nodes.ready()).toMatchObject([{ id: 'manager' }]);
  });
});
