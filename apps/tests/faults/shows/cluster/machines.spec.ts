import { expect } from '@jest/globals';
import type { Person, Server } from '@spawner/kit/person';
import { until } from '@spawner/kit/until';
import type { Cluster, Machine } from '../../support/cluster.js';
import { type ClusterContext, clusterFaults } from '../../support/cluster-fault.js';
import { identityOf } from '../../support/identity.js';

/** Managers give a node up after three heartbeats of five seconds; then a container starts elsewhere. */
const NOTICE_SECONDS = 60;
const CONTENT = 'written before the fault';

clusterFaults('One manager of three machines', 1, (fault) => {
  fault('engine of a worker killed', 'SIGKILL of dockerd; its containers go on', async (context) => {
    const { machine, person } = await cardsOn(context, 'node-b');
    await machine.node.killEngine();
    context.injected();
    await elsewhere(context, person, machine);
    context.noticed();
    await isBack(context, person, machine);
  });

  fault("volume's machine gone", 'power off: link down, SIGKILL of everything on it', async (context) => {
    const { machine, person } = await cardsOn(context, 'node-c');
    const { installation: cluster } = context;
    await cluster.powerOff(machine);
    context.injected();
    await elsewhere(context, person, machine);
    context.noticed();
    const refused = await person.act('restart', 'kept', 100);
    expect([refused.status, refused.code]).toEqual([503, 'machine_away']);
    // Somebody new has no files there.
    await (await cluster.newcomer()).hasLaunched('ok', 'kept');
    await isBack(context, person, machine);
  });

  fault('link of a worker cut and healed', 'its interface down, then up', async (context) => {
    const { machine, person } = await cardsOn(context, 'node-b');
    await machine.node.cut();
    context.injected();
    await elsewhere(context, person, machine);
    context.noticed();
    await isBack(context, person, machine);
  });

  fault('worker drained and back', 'docker node update --availability', async (context) => {
    const { machine, person } = await cardsOn(context, 'node-c');
    const { installation: cluster } = context;
    await cluster.availability(machine.node, 'drain');
    context.injected();
    await elsewhere(context, person, machine);
    context.noticed();
    await cluster.availability(machine.node, 'active');
    await isBack(context, person, machine);
  });

  fault('the only manager gone', 'power off of the manager', async (context) => {
    const { person } = await cardsOn(context, 'node-b');
    const { installation: cluster, injected, noticed } = context;
    const manager = cluster.machine('node-a');
    const doors = cluster.doors.slice(1);
    await cluster.powerOff(manager);
    injected();
    await until('the card has the age of its status', NOTICE_SECONDS, async () => {
      const card = (await person.cards()).find(({ type }) => type === 'ok');
      return card?.as_of !== null;
    });
    noticed();
    const refused = await (await cluster.newcomer()).launch('ok', 100);
    expect([refused.status, refused.code]).toEqual([503, 'runtime_unreachable']);
    // What runs on the others goes on.
    await served(person, 'ok', doors);
    await served(person, 'kept', doors);
    await isBack(context, person, manager);
  });

  fault('guard of a worker killed', 'SIGKILL', async (context) => {
    const { machine, person } = await cardsOn(context, 'node-b');
    const { installation: cluster } = context;
    await machine.guard.end('SIGKILL');
    await served(person, 'ok', cluster.doors);
    await (await cluster.newcomer()).hasLaunched('ok', 'kept');
    await served(person, 'kept', cluster.doors);
    await isBack(context, person, machine);
  });

  fault('guard of the only manager killed', 'SIGKILL', async (context) => {
    const { person } = await cardsOn(context, 'node-b');
    const { installation: cluster } = context;
    const manager = cluster.machine('node-a');
    await manager.guard.end('SIGKILL');
    const refused = await (await cluster.newcomer()).launch('ok', 100);
    expect([refused.status, refused.code]).toEqual([503, 'runtime_unreachable']);
    await served(person, 'ok', cluster.doors);
    await isBack(context, person, manager);
  });

  if (process.env['TRAEFIK_BIN'])
    fault('Traefik of a machine killed', 'SIGKILL', async (context) => {
      const { machine, person } = await cardsOn(context, 'node-b');
      const { installation: cluster } = context;
      const other = cluster.machine('node-c');
      await cluster.killTraefik(other);
      const doors = cluster.machines.filter((each) => each !== other).flatMap((each) => cluster.doorOf(each));
      await served(person, 'ok', doors);
      await served(person, 'kept', doors);
      await cluster.killTraefik(machine);
      await cluster.repair(machine);
      await isBack(context, person, other);
    });

  fault('PostgreSQL restarted', 'SIGINT, then a new server', async (context) => {
    const { person } = await cardsOn(context, 'node-b');
    const { installation: cluster, lifted } = context;
    await cluster.postgres.stop();
    await served(person, 'ok', cluster.doors);
    await cluster.postgres.start();
    lifted();
    await launchesAgain(cluster);
  });

  fault('image missing on a worker', 'docker image rm', async (context) => {
    const { installation: cluster, lifted } = context;
    const person = await cluster.newcomer();
    const { node } = cluster.machine('node-c');
    const image = await node.docker([
      'image',
      'ls',
      '--format',
      '{{.Repository}}:{{.Tag}}',
      '--filter',
      'reference=*:late',
    ]);
    await node.docker(['image', 'rm', '--force', image]);
    lifted();
    await person.hasLaunched('late');
    expect(await node.docker(['image', 'ls', '--quiet', image])).not.toBe('');
  });

  fault('registry away', 'a template whose registry refuses connections', async (context) => {
    const { installation: cluster, lifted } = context;
    const person = await cluster.newcomer();
    const refused = await person.launch('missing', 100);
    lifted();
    expect(refused).toMatchObject({ status: 502, code: 'image_pull_failed' });
    await person.hasLaunched('ok');
  });
});

clusterFaults('Three managers', 3, (fault) => {
  fault('one of three managers gone', 'power off of the leader', async (context) => {
    const { person } = await cardsOn(context, 'node-b');
    const { installation: cluster, injected, noticed } = context;
    const leader = cluster.machine('node-a');
    await cluster.powerOff(leader);
    injected();
    await until('a card is launched', NOTICE_SECONDS, async () => (await person.launch('late', 60)).status === 200);
    noticed();
    await served(person, 'ok', cluster.doors.slice(1));
    await isBack(context, person, leader);
  });

  fault('two of three managers cut off', 'their interfaces down, then up', async (context) => {
    const { person } = await cardsOn(context, 'node-a');
    const { installation: cluster, injected, noticed } = context;
    const others = ['node-b', 'node-c'].map((name) => cluster.machine(name));
    for (const { node } of others) await node.cut();
    injected();
    const refused = await (await cluster.newcomer()).launch('ok', 100);
    expect([refused.status, refused.code]).toEqual([503, 'runtime_unreachable']);
    noticed();
    await served(person, 'ok', cluster.doors.slice(0, 1));
    for (const machine of others) await cluster.repair(machine);
    for (const machine of others) await isBack(context, person, machine);
  });
});

/** A person whose cards run on one machine; one of them keeps files there. */
async function cardsOn({ installation: cluster }: ClusterContext, name: string) {
  const person = await cluster.newcomer();
  await cluster.onlyOn(name, () => person.hasLaunched('ok', 'kept'));
  const machine = cluster.machine(name);
  await until('its doors lead to both', 30, () => isServed(person, 'ok', cluster.doors));
  const [container] = await containersOn(machine, person, 'kept');
  await machine.node.docker(['exec', container?.id ?? '', 'sh', '-c', `echo "${CONTENT}" > /data/file`]);
  return { machine, person };
}

async function containersOn({ node }: Machine, person: Person, type: string) {
  const listed = await node.docker(['ps', '--quiet', '--filter', `name=${person.containerName(type)}`]);
  return listed
    .split('\n')
    .filter(Boolean)
    .map((id) => ({ node, id }));
}

/** The card without files is served by another machine, to visitors of all others; that with files says what it waits for. */
async function elsewhere({ installation: cluster }: ClusterContext, person: Person, gone: Machine): Promise<void> {
  const { name } = gone.node;
  const doors = cluster.machines.filter((machine) => machine !== gone).flatMap((machine) => cluster.doorOf(machine));
  await until(`the card with files waits for ${name}`, NOTICE_SECONDS, async () => {
    const { body } = await person.request('/api/container/kept');
    const waits = body['waits_for'] as { readonly kind: string; readonly name: string } | null;
    return waits?.kind === 'node' && waits.name === name;
  });
  await until('the other card has moved', NOTICE_SECONDS, async () => {
    const { body } = await person.request('/api/container/ok');
    const machine = body['machine'] as { readonly name: string } | null | undefined;
    return body['status'] === 'running' && machine?.name !== name && (await isServed(person, 'ok', doors));
  });
}

/** The machine is there again, and files are as they were. */
async function isBack({ installation: cluster, lifted }: ClusterContext, person: Person, machine: Machine) {
  await cluster.repair(machine);
  lifted();
  await until('all nodes are ready', NOTICE_SECONDS, async () => (await cluster.readyNodes()) === 3);
  await until('the card with files is served', NOTICE_SECONDS, () => isServed(person, 'kept', cluster.doors));
  // Managers replace a container that ran on while its machine was away: for a moment there are two.
  const { node, id } = await until('there is one container with its files', NOTICE_SECONDS, async () => {
    const found = await Promise.all(cluster.machines.map((each) => containersOn(each, person, 'kept')));
    const [one, ...others] = found.flat();
    return others.length === 0 && one;
  });
  const content = await node.docker(['exec', id, 'cat', '/data/file']);
  expect(content).toBe(CONTENT);
  await launchesAgain(cluster);
}

async function launchesAgain(cluster: Cluster): Promise<void> {
  const person = await until('a newcomer can register', NOTICE_SECONDS, () => cluster.newcomer().catch(() => null));
  await until('a card is launched', NOTICE_SECONDS, async () => (await person.launch('ok', 60)).status === 200);
}

async function isServed(person: Person, type: string, doors: readonly Server[]): Promise<boolean> {
  const seen = await Promise.all(doors.map((door) => identityOf(person.at(door), type)));
  return seen.every(({ slug, type: found }) => slug === person.slug && found === type);
}

async function served(person: Person, type: string, doors: readonly Server[]): Promise<void> {
  const seen = await Promise.all(doors.map((door) => identityOf(person.at(door), type)));
  expect(seen).toMatchObject(doors.map(() => ({ slug: person.slug, type })));
}
