import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { beforeAll, describe, expect } from '@jest/globals';
import { CertificateAuthority } from '@spawner/kit/certificates';
import { Program } from '@spawner/kit/program';
import { describeWith } from '@spawner/kit/requirements';
import type { SwarmNode } from '@spawner/kit/swarm';
import { tidyUp } from '@spawner/kit/tidy-up';
import { until } from '@spawner/kit/until';
import { isWhole } from '@spawner/kit/whole';
import { attack } from '../support/attack.js';
import { AttackedCluster } from '../support/attacked-cluster.js';
import { CONTROL, HOST, type Service, type Spec } from '../support/cluster.js';
import { inside, seenBy } from '../support/hostile-service.js';
import { type Answer, type Call, type Identity, TakenApi } from '../support/taken-api.js';
import { datagramIn } from '../support/vxlan.js';

/** It takes minutes. */
const needs = isWhole() ? ['engine', 'swarm', 'traefik'] : ['SPAWNER_TEST_WHOLE'];
const RELAY = 8443;
/** Of the machines themselves: nobody but the machines needs them. */
const SWARM_PORTS = [2377, 7946];
/** Engine, guard, door, Spawner, Traefik's API and its entry point behind the relay, PostgreSQL. */
const HIDDEN_PORTS = [2375, 2376, 5000, 5432, 8080, 8444];

const LISTENING = 9999;
/** Prints the datagrams that a container gets. */
const LISTENER = `
const socket = require('node:dgram').createSocket('udp4');
socket.on('message', (text) => console.log(String(text))).bind(${LISTENING}, () => console.log('listening'));
setTimeout(() => process.exit(), 60_000);
`;

/** Of the firewall. Without them it is open to containers; docs/cluster.md says so. */
const WITH_RULES = 'from a container, with the rules of docs/cluster.md';

describeWith(needs, 'Cluster', () => {
  const keep = tidyUp(120);
  let attacked: AttackedCluster;
  let api: TakenApi;
  let foreign: Identity;

  beforeAll(async () => {
    attacked = await keep(AttackedCluster.start());
    const { cluster } = attacked;
    const [container = ''] = await cluster.containers('spawner', cluster.swarm.manager);
    api = new TakenApi(cluster.swarm.manager, container);
    const folder = await mkdtemp(join(tmpdir(), 'spawner-foreign-'));
    await keep({ close: () => rm(folder, { recursive: true }) });
    const authority = await CertificateAuthority.create(folder);
    foreign = await identity(await authority.issue('spawner', 'clientAuth'));
  }, 900_000);

  const nodes = (): readonly SwarmNode[] => attacked.cluster.swarm.nodes;
  const act = <T>(path: string): Promise<T> => inside<T>(attacked.mallory, attacked.inside.type, path);
  const reach = async (place: string): Promise<string> =>
    (await act<{ outcome: string }>(`/reach?place=${place}`)).outcome;
  /** Tries all, and returns how they failed. */
  const none = async (places: readonly string[]): Promise<string> => {
    const outcomes = await Promise.all(places.map(async (place) => ({ place, outcome: await reach(place) })));
    expect(outcomes.filter(({ outcome }) => outcome === 'open')).toEqual([]);
    return [...new Set(outcomes.map(({ outcome }) => outcome))].join(', ');
  };
  const overTls = async (place: string, text: string, identity: Identity = {}): Promise<string> => {
    const query = new URLSearchParams({ place, text, ...identity });
    return (await act<{ answer: string }>(`/tls?${query.toString()}`)).answer;
  };
  /** Addresses of a service of the stack, by network, on the nodes that run it. */
  const addressesOf = async (service: string, network: string): Promise<string[]> => {
    const found = nodes().map((node) => attacked.cluster.addresses(service, network, node));
    return (await Promise.all(found)).flat();
  };
  const onPorts = (ports: readonly number[]) =>
    nodes().flatMap(({ address }) => ports.map((port) => `${address}:${port}`));

  attack('from a container', 'its own port, as a control', 'open', async () => {
    expect(await reach('127.0.0.1:8080')).toBe('open');
    return 'open';
  });

  attack('from a container', 'a neighbour on the same node', 'no connection', () =>
    none([`${attacked.near.address}:8080`, `${attacked.ann.containerName(attacked.near.type)}:8080`]),
  );

  attack('from a container', 'a neighbour on another node', 'no connection', () =>
    none([`${attacked.far.address}:8080`, `${attacked.far.node.address}:8080`]),
  );

  attack('from a container', 'Traefik’s public ports, as a control', 'open', async () => {
    const outcomes = await Promise.all(onPorts([80, 443]).map(reach));
    expect(new Set(outcomes)).toEqual(new Set(['open']));
    return 'open';
  });

  attack('from a container', `ports ${HIDDEN_PORTS.join(', ')} of every node`, 'no connection', async () => {
    const { gateway } = attacked.inside;
    return none([...onPorts(HIDDEN_PORTS), ...HIDDEN_PORTS.map((port) => `${gateway}:${port}`)]);
  });

  for (const [service, port] of Object.entries({ guard: 2376, spawner: 5000, postgres: 5432, door: 5000 })) {
    attack('from a container', `${service}, on the control network and on its node’s`, 'no connection', async () => {
      const networks = [CONTROL, 'docker_gwbridge', 'bridge'];
      const found = (await Promise.all(networks.map((network) => addressesOf(service, network)))).flat();
      expect(found.length).toBeGreaterThan(0);
      return none([...found, service, `tasks.${service}`].map((address) => `${address}:${port}`));
    });
  }

  attack('from a container', `relay port ${RELAY}, without a certificate`, 'refused', async () => {
    const request = requestFor(`/${attacked.ann.slug}-${attacked.far.type}/`, { 'x-forwarded-for': '127.0.0.1' });
    const answers = await Promise.all(onPorts([RELAY]).map((place) => overTls(place, request)));
    for (const answer of answers) expect(answer).toMatch(/^ERR_SSL|^ECONNRESET/);
    return answers[0] ?? '';
  });

  attack('from a container', `relay port ${RELAY}, with a certificate of another CA`, 'refused', async () => {
    const answers = await Promise.all(onPorts([RELAY]).map((place) => overTls(place, requestFor('/'), foreign)));
    for (const answer of answers) expect(answer).toMatch(/^ERR_SSL|^ECONNRESET/);
    return answers[0] ?? '';
  });

  const forgeries = (): Record<string, Record<string, string>> => {
    const { mallory, inside: own } = attacked;
    const token = { 'x-spawner-token': mallory.token };
    const path = `/${mallory.slug}-${own.type}/`;
    return {
      'no session': {},
      'another’s session': token,
      'a forged path': { ...token, 'x-forwarded-uri': path, 'x-original-url': path, 'x-rewrite-url': path },
      'a forged host': { ...token, 'x-forwarded-host': `${mallory.slug}-${own.type}.apps.spawner.test` },
      'a forged address': { ...token, 'x-forwarded-for': '127.0.0.1', 'x-real-ip': '127.0.0.1' },
      'a mark of the relay': { ...token, 'x-spawner-sent': '1', 'x-spawner-probe': '1', 'x-forwarded-prefix': path },
    };
  };
  for (const what of [
    'no session',
    'another’s session',
    'a forged path',
    'a forged host',
    'a forged address',
    'a mark of the relay',
  ]) {
    attack('another’s service, through every node', what, 'refused, the service sees nothing', async () => {
      const { ann, far, cluster } = attacked;
      const before = (await seenBy(ann, far.type)).length;
      const path = `/${ann.slug}-${far.type}/`;
      const headers = forgeries()[what] ?? {};
      const outside = await Promise.all(
        nodes().map(async ({ name }) => (await cluster.at(name).request(path, { headers })).status),
      );
      const within = await Promise.all(onPorts([443]).map((place) => overTls(place, requestFor(path, headers))));
      const statuses = [...outside, ...within.map((answer) => Number(/^HTTP\/1.1 (\d+)/.exec(answer)?.[1]))];
      for (const status of statuses) expect([302, 303, 401, 403]).toContain(status);
      expect((await seenBy(ann, far.type)).length).toBe(before);
      return [...new Set(statuses)].join(', ');
    });
  }

  const guards = () => addressesOf('guard', CONTROL);
  const INFO: Call = { method: 'GET', path: '/info' };

  attack('from the control network', 'a guard, with Spawner’s certificate, as a control', '200', async () => {
    for (const guard of await guards()) expect((await api.call(guard, INFO)).status).toBe(200);
    return '200';
  });

  for (const [what, issue] of Object.entries({
    'no certificate': () => Promise.resolve({ cert: '', key: '' }),
    'a certificate of another CA': () => Promise.resolve(foreign),
    'an expired certificate': async () => identity(await attacked.cluster.authority.issue('spawner', 'clientAuth', -1)),
    'a certificate of Traefik’s': async () => identity(await attacked.cluster.authority.issue('traefik', 'serverAuth')),
  } satisfies Record<string, () => Promise<Identity>>)) {
    attack('from the control network', `every guard, with ${what}`, 'no answer', async () => {
      const given = await issue();
      const answers = await Promise.all((await guards()).map((guard) => api.call(guard, { ...INFO, identity: given })));
      expect(answers.map(({ status }) => status)).toEqual(answers.map(() => null));
      return [...new Set(answers.map(({ text }) => text))].join(', ');
    });
  }

  /** The manager's guard. */
  const manage = async (call: Call) => {
    const [guard = ''] = await attacked.cluster.addresses('guard', CONTROL, attacked.cluster.swarm.manager);
    return api.call(guard, call);
  };

  /** Ann's service, as the guard shows it. */
  const annsService = async (): Promise<Service> => {
    const { ID } = await attacked.cluster.serviceOf(attacked.ann.containerName(attacked.far.type));
    return JSON.parse((await manage({ method: 'GET', path: `/services/${ID}` })).text) as Service;
  };
  /** What Spawner would send for one like it, under another name. */
  const likeAnns = async (): Promise<Spec> => {
    const { Labels, TaskTemplate: task } = (await annsService()).Spec;
    const { Isolation: _, Privileges: _given, ...container } = task.ContainerSpec;
    const { MemoryBytes, NanoCPUs, Pids } = task.Resources.Limits;
    const name = attacked.mallory.containerName('bait');
    return {
      ...{ Name: name, Labels: { ...withoutMarks(Labels), 'spawner.name': name } },
      TaskTemplate: {
        ContainerSpec: {
          ...{ ...container, Labels: withoutMarks(container.Labels) },
          Mounts: container.Mounts.map((mount) => ({ Source: '', ...mount })),
        },
        Resources: { Limits: { MemoryBytes, NanoCPUs, Pids } },
        RestartPolicy: { Condition: 'any', Delay: 1e9 },
        Placement: { Constraints: [] },
        Networks: [{ Target: 'bridge' }],
        LogDriver: task.LogDriver,
      },
      ...{ Mode: { Replicated: { Replicas: 0 } }, EndpointSpec: { Mode: 'dnsrr' } },
    };
  };
  const create = async (change: (spec: Spec) => object) =>
    manage({ method: 'POST', path: '/services/create', body: change(await likeAnns()) });
  const container =
    (change: object) =>
    ({ TaskTemplate, ...spec }: Spec): object => ({
      ...spec,
      TaskTemplate: { ...TaskTemplate, ContainerSpec: { ...TaskTemplate.ContainerSpec, ...change } },
    });
  const labels =
    (added: Readonly<Record<string, string>>) =>
    (spec: Spec): object => {
      const own = { ...spec.TaskTemplate.ContainerSpec.Labels, ...added };
      return container({ Labels: own })({ ...spec, Labels: { ...spec.Labels, ...added } });
    };
  const bind = (source: string) => container({ Mounts: [{ Type: 'bind', Source: source, Target: '/host' }] });

  attack('a taken Spawner', 'creates a service like its own, and removes it, as a control', 'as allowed', async () => {
    const created = await create((spec) => spec);
    expect(created).toMatchObject({ status: 201 });
    const { ID } = JSON.parse(created.text) as { ID: string };
    expect(await manage({ method: 'DELETE', path: `/services/${ID}` })).toMatchObject({ status: 200 });
    return 'created and removed';
  });

  for (const [what, change] of Object.entries({
    'a mount of /': bind('/'),
    "a mount of the engine's socket": bind('/var/run/docker.sock'),
    "a mount of another's volume": container({
      Mounts: [
        { Type: 'volume', Source: 'spawner_database', Target: '/x', VolumeOptions: { NoCopy: false, Labels: {} } },
      ],
    }),
    'all capabilities': container({ CapabilityAdd: ['ALL'], CapabilityDrop: [] }),
    'other privileges': container({ Privileges: { NoNewPrivileges: false, SELinuxContext: { Disable: true } } }),
    root: container({ User: '0' }),
    "the host's network": ({ TaskTemplate, ...spec }) => ({
      ...{ ...spec, TaskTemplate: { ...TaskTemplate, Networks: [{ Target: 'host' }] } },
    }),
    'the control network': ({ TaskTemplate, ...spec }) => ({
      ...{ ...spec, TaskTemplate: { ...TaskTemplate, Networks: [{ Target: CONTROL }] } },
    }),
    'a published port': (spec) => ({
      ...{
        ...spec,
        EndpointSpec: { Mode: 'dnsrr', Ports: [{ TargetPort: 8080, PublishedPort: 81, PublishMode: 'host' }] },
      },
    }),
    "a guard's key": container({ Secrets: [{ SecretID: 'x', SecretName: 'spawner-guard-key-1' }] }),
    "PostgreSQL's image": container({ Image: 'postgres:17' }),
    'a command of its own': container({ Command: ['node', '-e', '0'] }),
    "the stack's labels": labels({ 'com.docker.stack.namespace': 'spawner' }),
    "a route of Traefik's API": labels({ 'traefik.http.routers.user1-dev.service': 'api@internal' }),
    'one container on every node': ({ Mode: _, ...spec }) => ({ ...spec, Mode: { Global: {} } }),
  } satisfies Record<string, (spec: Spec) => object>)) {
    attack('a taken Spawner', `creates a service with ${what}`, '403', async () => refusal(await create(change)));
  }

  const onNode = async (change: object): Promise<Call> => {
    const listed = await manage({ method: 'GET', path: '/nodes' });
    const found = JSON.parse(listed.text) as readonly Node[];
    const node = found.find(({ Description }) => Description.Hostname === attacked.inside.node.name);
    const path = `/nodes/${node?.ID ?? ''}/update?version=${node?.Version.Index ?? ''}`;
    return { method: 'POST', path, body: { ...node?.Spec, ...change } };
  };
  const onStack = async (service: string): Promise<Call> => {
    const { ID, Version, Spec } = await attacked.cluster.serviceOf(`spawner_${service}`);
    return { method: 'POST', path: `/services/${ID}/update?version=${Version.Index}`, body: Spec };
  };
  for (const [what, make] of Object.entries({
    'makes a worker a manager': () => onNode({ Role: 'manager' }),
    'labels a node': () => onNode({ Labels: { 'spawner.api': 'true' } }),
    'changes the guard': () => onStack('guard'),
    'changes PostgreSQL': () => onStack('postgres'),
    'mounts / in a service of its own': async () => {
      const { ID, Version, Spec } = await annsService();
      return { method: 'POST', path: `/services/${ID}/update?version=${Version.Index}`, body: bind('/')(Spec) };
    },
    'reads the join tokens': () => Promise.resolve({ method: 'GET', path: '/swarm' }),
    'reads the unlock key': () => Promise.resolve({ method: 'GET', path: '/swarm/unlockkey' }),
    'lists secrets': () => Promise.resolve({ method: 'GET', path: '/secrets' }),
    'makes a secret': () =>
      Promise.resolve({ method: 'POST', path: '/secrets/create', body: { Name: 'x', Data: 'eA==' } }),
    'lists every service': () => Promise.resolve({ method: 'GET', path: '/services' }),
    'runs a program in a container': async () => {
      const [id = ''] = await attacked.cluster.containers('guard', attacked.cluster.swarm.manager);
      return { method: 'POST', path: `/containers/${id}/exec`, body: { Cmd: ['id'] } };
    },
  } satisfies Record<string, () => Promise<Call>>)) {
    attack('a taken Spawner', what, '403', async () => refusal(await manage(await make())));
  }

  describe('with the rules of docs/cluster.md', () => {
    beforeAll(() => attacked.cluster.closePorts(), 60_000);

    attack(WITH_RULES, 'a service through every node, as a control', '200', async () => {
      const { mallory, inside: own, cluster } = attacked;
      for (const { name } of nodes()) {
        const answer = await mallory.at(cluster.at(name)).open(`/${mallory.slug}-${own.type}/`);
        expect(answer.status).toBe(200);
      }
      return '200';
    });

    attack(WITH_RULES, 'a neighbour on another node, with a route to it', 'no connection', async () => {
      const { inside: own, far } = attacked;
      const route = (verb: string) => own.node.run('ip', 'route', verb, far.node.subnet, 'via', far.node.address);
      await route('add');
      try {
        return await none([`${far.address}:8080`]);
      } finally {
        await route('del');
      }
    });

    attack(WITH_RULES, `ports ${SWARM_PORTS.join(', ')} and ${RELAY} of every node`, 'no connection', () =>
      none(onPorts([...SWARM_PORTS, RELAY])),
    );

    attack(WITH_RULES, 'a datagram to a guard in the control network, by VXLAN', 'does not arrive', async () => {
      const { cluster, inside: own, far } = attacked;
      const [network, from, to] = await Promise.all([
        cluster.controlNumber(),
        cluster.endpoint('guard', own.node),
        cluster.endpoint('guard', far.node),
      ]);
      const send = (text: string) => {
        const bytes = datagramIn(network, { from, to }, LISTENING, text).toString('hex');
        return act(`/datagram?place=${far.node.address}:4789&bytes=${bytes}`);
      };
      const [guard = ''] = await cluster.containers('guard', far.node);
      const exec = ['--host', far.node.engineAddress, 'exec', guard, 'node', '-e', LISTENER];
      const listener = Program.start('docker', exec);
      const rule = ['DOCKER-USER', '-i', 'docker0', '-d', far.node.address, '-p', 'udp', '-j', 'DROP'];
      try {
        await until('the guard’s container listens', 30, () => listener.output.includes('listening'));
        await send('with the rule');
        await own.node.run('iptables', '-w', '-D', ...rule);
        await until('it arrives without the rule', 30, async () => {
          await send('without it');
          return listener.output.includes('without it');
        });
        expect(listener.output).not.toContain('with the rule');
        return 'dropped; without the rule it arrives';
      } finally {
        await own.node.run('iptables', '-w', '-I', ...rule);
        await listener.end('SIGKILL');
      }
    });
  });
});

interface Node {
  readonly ID: string;
  readonly Version: { readonly Index: number };
  readonly Spec: object;
  readonly Description: { readonly Hostname: string };
}

/** The guard puts its mark on by itself, and a service has the other one from its first start on. */
const withoutMarks = (labels: Readonly<Record<string, string>>): Record<string, string> =>
  Object.fromEntries(Object.entries(labels).filter(([name]) => !['spawner.guard', 'spawner.started'].includes(name)));

const refusal = ({ status, text }: Answer): string => {
  expect({ status, text }).toEqual({ status: 403, text: expect.stringContaining('guard: ') });
  return text;
};

const identity = async (folder: string): Promise<Identity> => {
  const [cert, key] = await Promise.all(['cert.pem', 'key.pem'].map((name) => readFile(join(folder, name), 'utf8')));
  return { cert: cert ?? '', key: key ?? '' };
};

const requestFor = (path: string, headers: Record<string, string> = {}): string => {
  const all = Object.entries({ host: HOST, connection: 'close', ...headers });
  return `GET ${path} HTTP/1.1\r\n${all.map(([name, value]) => `${name}: ${value}\r\n`).join('')}\r\n`;
};
