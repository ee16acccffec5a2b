import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import {
  AuditResponse,
  type Machine,
  MachinesResponse,
  OwnedContainersResponse,
  type WaitsFor,
} from '@spawner/contracts';
import { until } from '../../../tests/kit/src/until.js';
import { Reconciler } from '../../src/lifecycle/reconciler.js';
import { ContainerRuntime, type Instance } from '../../src/runtime/container-runtime.js';
import { HostProbe, type MachineNode } from '../../src/runtime/host-probe.js';
import { Machines } from '../../src/runtime/machines.js';
import { type Person, type Product, startProduct } from '../product.js';

const GB = 1024 ** 3;
const node = (id: string, more: Partial<MachineNode> = {}): MachineNode => ({
  ...{ id, name: `server-${id}`, state: 'ready', manager: false, cpus: 2, memoryBytes: 4 * GB, running: 0 },
  ...more,
});

describe('machines', () => {
  let product: Product;
  let admin: Person;
  let ann: Person;
  const nodes = new Map([
    ['b', node('b')],
    ['a', node('a', { manager: true })],
  ]);
  let place: Pick<Instance, 'node' | 'waitsFor'> = { node: null, waitsFor: null };

  beforeAll(async () => {
    product = await startProduct();
    admin = await product.register('admin@example.com');
    ann = await product.register('ann@example.com');
    await ann.launch('dev');
  });
  afterAll(() => product.close());

  const app = () => product.spawner.app;
  const look = () => app().get(Machines, { strict: false }).look();
  const list = async () => MachinesResponse.parse((await admin.call('GET', '/admin/machines')).body).machines;
  const compare = async (next: typeof place) => {
    place = next;
    await app().get(Reconciler, { strict: false }).run();
  };
  const on = (id: string) => ({ id, name: `server-${id}`, address: '10.0.0.1' });
  const waits = async (waitsFor: WaitsFor | null) => {
    expect((await ann.detail('dev')).waits_for).toEqual(waitsFor);
  };
  const owned = async (query: string) =>
    OwnedContainersResponse.parse((await admin.call('GET', `/admin/containers?${query}`)).body).items;

  it('runtime with one machine: no machines, and none can be drained', async () => {
    expect(await list()).toEqual([]);
    expect((await admin.call('POST', '/admin/machines/a/drain')).status).toBe(404);
    expect((await ann.call('GET', '/admin/machines')).status).toBe(403);
    expect((await ann.call('POST', '/admin/machines/a/drain')).status).toBe(403);
  });

  it('several machines: listed by name with their room and the containers on them', async () => {
    // No second machine can be had without a cluster; the runtime's own specs have one.
    const host = app().get(HostProbe, { strict: false });
    host.nodes = () => Promise.resolve([...nodes.values()]);
    host.setDraining = (id, isDraining) => {
      nodes.set(id, node(id, { state: isDraining ? 'draining' : 'ready' }));
      return Promise.resolve();
    };
    const runtime = app().get(ContainerRuntime, { strict: false });
    Object.assign(runtime, { capabilities: { ...runtime.capabilities, machines: true } });
    const listed = runtime.list.bind(runtime);
    runtime.list = async () => (await listed()).map((instance) => ({ ...instance, ...place }));
    await look();
    await compare({ node: on('b'), waitsFor: null });

    const empty: Machine = {
      ...{ id: 'a', name: 'server-a', state: 'ready', manager: true, cpus: 2, memory_bytes: 4 * GB },
      ...{ reserved_bytes: 0, containers: 0, waiting: 0 },
    };
    const [a, b] = await list();
    expect(a).toEqual(empty);
    expect(b).toMatchObject({ id: 'b', manager: false, containers: 1, waiting: 0 });
    expect(b?.reserved_bytes).toBeGreaterThan(0);
    expect(await owned('machine=b')).toMatchObject([{ machine: { id: 'b', name: 'server-b' }, waits_for: null }]);
    expect(await owned('machine=a')).toEqual([]);
    expect((await admin.call('GET', '/admin/containers?machine=x%27y')).status).toBe(400);
  });

  it('container whose machine is away: its card and the lists name the machine', async () => {
    const waitsFor = { kind: 'node', name: 'server-b' } as const;
    await compare({ node: null, waitsFor });
    await waits(waitsFor);
    expect((await ann.list()).find(({ type }) => type === 'dev')).toMatchObject({ waits_for: waitsFor });
    expect(await list()).toMatchObject([
      { id: 'a', waiting: 0 },
      { id: 'b', containers: 0, waiting: 1, reserved_bytes: 0 },
    ]);
    expect(await owned('state=waiting&machine=b')).toMatchObject([{ waits_for: waitsFor, machine: { id: 'b' } }]);
  });

  it('container that moves, and then runs elsewhere: the card says so, then nothing', async () => {
    await compare({ node: null, waitsFor: { kind: 'moving' } });
    await waits({ kind: 'moving', name: null });
    await compare({ node: on('a'), waitsFor: null });
    await waits(null);
    expect(await list()).toMatchObject([
      { id: 'a', containers: 1 },
      { id: 'b', containers: 0 },
    ]);
  });

  it('launch that fits into no machine, though all together have room: waits until one has', async () => {
    const bob = await product.register('bob@example.com');
    const [size] = await product.rows<{ memory: string }>('SELECT reserved_memory AS memory FROM user_container');
    await ann.call('POST', '/container/stop/dev');
    const before = [...nodes.values()];
    const resize = async (share: number) => {
      // A quarter of a small machine is for containers.
      for (const each of before) nodes.set(each.id, { ...each, memoryBytes: 4 * share * Number(size?.memory) });
      await look();
    };
    await resize(0.75);
    const launched = bob.launch('dev');
    await until('it waits', 10, async () => (await bob.detail('dev')).launch?.wait?.reason === 'memory');
    await resize(1);
    expect((await launched).status).toBe(200);
    for (const each of before) nodes.set(each.id, each);
    await look();
  });

  it('machine that is away: what has a place there takes no room of the others', async () => {
    const carl = await product.register('carl@example.com');
    await product.rows(
      `UPDATE user_container SET reserved_at = now(), machine = '{"id": "b", "name": "server-b"}'
       WHERE user_id = (SELECT id FROM users WHERE email = 'ann@example.com')`,
    );
    const before = [...nodes.values()];
    const [size] = await product.rows<{ memory: string }>('SELECT max(reserved_memory) AS memory FROM user_container');
    // Room for those of bob and carl.
    nodes.set('a', node('a', { manager: true, memoryBytes: 4 * 2 * Number(size?.memory) }));
    nodes.set('b', node('b', { state: 'down' }));
    await look();
    expect((await carl.call('POST', '/container/launch/dev')).status).toBe(200);
    for (const each of before) nodes.set(each.id, each);
    await look();
  });

  it('drain and resume: the answer has the new state, and both are in the audit log', async () => {
    const drained = await admin.call<MachinesResponse>('POST', '/admin/machines/b/drain');
    expect(drained.body.machines).toMatchObject([{ id: 'a' }, { id: 'b', state: 'draining' }]);
    const last = await admin.call('POST', '/admin/machines/a/drain');
    expect([last.status, last.body.code]).toEqual([409, 'last_machine']);
    const resumed = await admin.call<MachinesResponse>('POST', '/admin/machines/b/resume');
    expect(resumed.body.machines).toMatchObject([{ id: 'a' }, { id: 'b', state: 'ready' }]);
    expect((await admin.call('POST', '/admin/machines/gone/drain')).status).toBe(404);
    expect((await admin.call('POST', '/admin/machines/a%00/drain')).status).toBe(400);
    await until('both are recorded', 10, async () => {
      const { events } = AuditResponse.parse((await admin.call('GET', '/admin/audit?limit=5')).body);
      const actions = events.filter(({ subject }) => subject === 'server-b').map(({ action }) => action);
      return actions.join() === 'machine_resumed,machine_drained';
    });
  });
});
