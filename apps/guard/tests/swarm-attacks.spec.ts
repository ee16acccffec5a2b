import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, it } from '@jest/globals';
import { dockerClient, engineTls } from '../../api/src/runtime/docker/docker-client.js';
import { CertificateAuthority } from '../../tests/kit/src/certificates.js';
import { GuardProcess } from '../../tests/kit/src/guard-process.js';
import { DEV_IMAGE, ensureDevImage } from '../../tests/kit/src/images.js';
import { describeWith } from '../../tests/kit/src/requirements.js';
import { uniqueId } from '../../tests/kit/src/run.js';
import { Swarm } from '../../tests/kit/src/swarm.js';
import { until } from '../../tests/kit/src/until.js';
import { type Spec, swarmBody } from './service-body.js';

type Docker = ReturnType<typeof dockerClient>;

const NETWORK = 'bridge';
const OWN = 'user-own-dev-1';
const FOREIGN = 'user-foreign-dev-2';
const OTHER_IMAGE = 'postgres:17';

interface Attack {
  readonly method: string;
  readonly path: string;
  readonly body?: unknown;
}
interface Service {
  readonly ID: string;
  readonly Version: { readonly Index: number };
  readonly Spec: Spec;
}

describeWith(['swarm'], 'an API process that was taken over, in a swarm', () => {
  let swarm: Swarm;
  let folder: string;
  let imageId: string;
  /** Without a guard. */
  let manager: Docker;
  let guards: readonly GuardProcess[];
  let clients: readonly Docker[];
  let own: Service;
  let foreign: Service;
  let nodes: readonly { ID: string; Version: { Index: number }; Spec: object; Description: { Hostname: string } }[];

  const call = (docker: Docker, { method, path, body }: Attack): Promise<unknown> =>
    new Promise((resolve, reject) => {
      const statusCodes = { 200: true, 201: true, 204: true };
      const [plain = '', query] = path.split('?');
      const options = {
        _query: Object.fromEntries(new URLSearchParams(query)),
        ...(body !== undefined && { _body: body }),
      };
      const where = query === undefined ? plain : `${plain}?`;
      docker.modem.dial({ method, path: where, statusCodes, options }, (error, answer) => {
        if (error) reject(error);
        else resolve(answer);
      });
    });
  const throughGuard = (attack: Attack, node = 0) => call(clients[node] as Docker, attack);
  const service = (name: string) => call(manager, { method: 'GET', path: `/services/${name}` }) as Promise<Service>;
  const body = (name = OWN) =>
    swarmBody(name, DEV_IMAGE, NETWORK, { imageId, node: nodes[1]?.ID ?? '', noNewPrivileges: false });
  const filters = (value: object) => encodeURIComponent(JSON.stringify(value));
  const update = ({ ID, Version }: Service, spec: unknown): Attack => ({
    ...{ method: 'POST', path: `/services/${ID}/update?version=${String(Version.Index)}`, body: spec },
  });
  const withContainer = (change: object): Attack => {
    const { TaskTemplate, ...spec } = body('user-new-dev-3');
    const ContainerSpec = { ...TaskTemplate.ContainerSpec, ...change };
    return {
      method: 'POST',
      path: '/services/create',
      body: { ...spec, TaskTemplate: { ...TaskTemplate, ContainerSpec } },
    };
  };
  const container = (node: number) =>
    until(`a container on node ${String(node)}`, 30, async () => {
      const { nodes: engines } = swarm;
      const label = 'label=com.docker.swarm.service.name';
      return (await engines[node]?.docker(['ps', '--quiet', '--no-trunc', '--filter', `${label}=${OWN}`])) || null;
    });

  beforeAll(async () => {
    await ensureDevImage();
    folder = await mkdtemp(join(tmpdir(), 'spawner-swarm-guard-'));
    const ca = await CertificateAuthority.create(join(folder, 'ca'));
    swarm = await Swarm.start({ images: [DEV_IMAGE] });
    const [certificates, identity] = await Promise.all([
      ca.issue('guard', 'serverAuth'),
      ca.issue('spawner', 'clientAuth'),
    ]);
    const mark = uniqueId('m');
    guards = await Promise.all(
      swarm.nodes.map(({ socket }) =>
        GuardProcess.start({
          ...{ GUARD_ENGINE: socket, GUARD_SWARM: 'true', GUARD_TLS_DIR: certificates, GUARD_MARK: mark },
          ...{ TRAEFIK_NETWORK: NETWORK, USER_TEMPLATE_IMAGE_DEV: DEV_IMAGE },
        }),
      ),
    );
    clients = guards.map(({ url }) => dockerClient(url, engineTls(identity)));
    manager = dockerClient(swarm.manager.engineAddress);
    imageId = await swarm.manager.docker(['image', 'inspect', '--format', '{{.Id}}', DEV_IMAGE]);
    nodes = (await call(manager, { method: 'GET', path: '/nodes' })) as typeof nodes;
    nodes = swarm.nodes.flatMap(({ name }) => nodes.find(({ Description }) => Description.Hostname === name) ?? []);
    await throughGuard({ method: 'POST', path: '/services/create', body: body() });
    // Of another installation, which any manager of the swarm may run.
    await call(manager, { method: 'POST', path: '/services/create', body: body(FOREIGN) });
    own = (await throughGuard({ method: 'GET', path: `/services/${(await service(OWN)).ID}` })) as Service;
    const running = { ...own.Spec, Mode: { Replicated: { Replicas: 1 } } };
    await throughGuard(update(own, running));
    const foreignNow = await service(FOREIGN);
    await call(manager, update(foreignNow, { ...foreignNow.Spec, Mode: { Replicated: { Replicas: 1 } } }));
    await container(1);
    own = await service(OWN);
    foreign = await service(FOREIGN);
  }, 120_000);

  afterAll(async () => {
    await Promise.all(guards.map((guard) => guard.close()));
    await swarm.close();
    await rm(folder, { recursive: true });
  }, 60_000);

  /** Everything that an attack could change, as a manager reports it. */
  const state = async () => {
    const [services, found] = await Promise.all([
      call(manager, { method: 'GET', path: '/services' }) as Promise<Service[]>,
      call(manager, { method: 'GET', path: '/nodes' }) as Promise<{ ID: string; Spec: object }[]>,
    ]);
    const known = services.map(({ ID, Version }) => `${ID} ${String(Version.Index)}`);
    return [...known.sort(), ...found.map(({ ID, Spec }) => `${ID} ${JSON.stringify(Spec)}`).sort()];
  };

  const attacks: readonly (readonly [string, () => Attack, node?: number])[] = [
    [
      "the engine's socket",
      () => withContainer({ Mounts: [{ Type: 'bind', Source: '/var/run/docker.sock', Target: '/s' }] }),
    ],
    ['a folder of the host', () => withContainer({ Mounts: [{ Type: 'bind', Source: '/', Target: '/host' }] })],
    ['an image of others', () => withContainer({ Image: `sha256:${'a'.repeat(64)}` })],
    ['a secret of the swarm', () => withContainer({ Secrets: [{ SecretID: 'x', SecretName: 'guard-key' }] })],
    ['root', () => withContainer({ User: '0' })],
    ['a service of any kind', () => ({ method: 'POST', path: '/services/create', body: { Name: 'x' } })],
    ['to look into a foreign service', () => ({ method: 'GET', path: `/services/${foreign.ID}` })],
    ['to remove a foreign service', () => ({ method: 'DELETE', path: `/services/${foreign.ID}` })],
    ['to stop a foreign service', () => update(foreign, { ...foreign.Spec, Mode: { Replicated: { Replicas: 0 } } })],
    ['to make a foreign service ours', () => update(foreign, { ...foreign.Spec, Labels: own.Spec.Labels })],
    ['to make a foreign service ours by its name', () => update(foreign, own.Spec)],
    ['to make ours a foreign one', () => update(own, foreign.Spec)],
    [
      'to mount the socket in ours',
      () => update(own, withContainer({ Mounts: [{ Type: 'bind', Source: '/', Target: '/host' }] }).body),
    ],
    [
      'to update to an earlier state',
      () => ({ ...update(own, own.Spec), path: `${update(own, own.Spec).path}&rollback=previous` }),
    ],
    ['the log of a service', () => ({ method: 'GET', path: `/services/${own.ID}/logs?stdout=1` })],
    ['the swarm, with its join tokens', () => ({ method: 'GET', path: '/swarm' })],
    ['its key', () => ({ method: 'GET', path: '/swarm/unlockkey' })],
    ['to leave the swarm', () => ({ method: 'POST', path: '/swarm/leave?force=true' })],
    ['all secrets', () => ({ method: 'GET', path: '/secrets' })],
    ['a new secret', () => ({ method: 'POST', path: '/secrets/create', body: { Name: 'x', Data: '' } })],
    ['all configurations', () => ({ method: 'GET', path: '/configs' })],
    ['to remove a node', () => ({ method: 'DELETE', path: `/nodes/${nodes[2]?.ID ?? ''}?force=true` })],
    [
      'to make a node a manager',
      () => {
        const [, , node] = nodes;
        const path = `/nodes/${node?.ID ?? ''}/update?version=${String(node?.Version.Index)}`;
        return { method: 'POST', path, body: { ...node?.Spec, Role: 'manager' } };
      },
    ],
    ['all services', () => ({ method: 'GET', path: '/services' })],
    ['all tasks', () => ({ method: 'GET', path: `/tasks?filters=${filters({ 'desired-state': ['running'] })}` })],
    [
      'a container of its own on a node',
      () => ({ method: 'POST', path: `/containers/create?name=${OWN}`, body: { name: OWN, Image: DEV_IMAGE } }),
      1,
    ],
    ['to stop the container of a task', () => ({ method: 'POST', path: `/containers/${'f'.repeat(64)}/stop` }), 1],
    [
      'to rename the container of a task',
      () => ({ method: 'POST', path: `/containers/${'f'.repeat(64)}/rename?name=${OWN}` }),
      1,
    ],
    ['another network', () => ({ method: 'POST', path: '/networks/create', body: { Name: NETWORK } }), 1],
    [
      'to join a network',
      () => ({ method: 'POST', path: `/networks/${NETWORK}/connect`, body: { Container: OWN } }),
      1,
    ],
    ['an image of the host', () => ({ method: 'GET', path: `/images/${OTHER_IMAGE}/get` }), 1],
    [
      'an image that no guard has sent',
      () => ({ method: 'POST', path: '/images/load', body: { x: 'a'.repeat(1000) } }),
      1,
    ],
  ];

  it.each(attacks)('%s: 403, and nothing changes', async (_, attack, node = 0) => {
    const before = await state();
    await expect(throughGuard(attack(), node)).rejects.toMatchObject({
      statusCode: 403,
      message: expect.stringContaining('guard: '),
    });
    expect(await state()).toEqual(before);
  });

  it('lists of services and tasks: only its own', async () => {
    const any = filters({ label: ['spawner.user'] });
    const services = (await throughGuard({ method: 'GET', path: `/services?filters=${any}` })) as Service[];
    expect(services.map(({ Spec }) => Spec['Name'])).toEqual([OWN]);
    const all = (await call(manager, { method: 'GET', path: '/tasks' })) as { ServiceID: string }[];
    expect(new Set(all.map(({ ServiceID }) => ServiceID))).toEqual(new Set([own.ID, foreign.ID]));
    for (const filter of [{ label: ['spawner.user'] }, { service: [own.ID] }]) {
      const path = `/tasks?filters=${filters(filter)}`;
      const tasks = (await throughGuard({ method: 'GET', path })) as { ServiceID: string }[];
      expect(new Set(tasks.map(({ ServiceID }) => ServiceID))).toEqual(new Set([own.ID]));
    }
    const ofForeign = `/tasks?filters=${filters({ service: [foreign.ID] })}`;
    expect(await throughGuard({ method: 'GET', path: ofForeign })).toEqual([]);
  });

  it('container of a task: its node shows it and no other node; foreign ones stay hidden', async () => {
    const id = await container(1);
    const path = `/containers/${id}/json`;
    const { Name, HostConfig } = (await throughGuard({ method: 'GET', path }, 1)) as {
      Name: string;
      HostConfig: object;
    };
    expect(Name).toMatch(new RegExp(`^/${OWN}\\.1\\.[a-z0-9]{25}$`));
    expect(HostConfig).toMatchObject({ Privileged: false, CapDrop: ['ALL'], Binds: null, PidsLimit: 256 });
    expect(await throughGuard({ method: 'GET', path: `/containers${Name}/json` }, 1)).toMatchObject({ Name });
    for (const node of [0, 2]) {
      await expect(throughGuard({ method: 'GET', path }, node)).rejects.toMatchObject({ statusCode: 404 });
      const [read, pause] = [`/containers/${id}/archive?path=/etc`, `/containers/${id}/pause`];
      await expect(throughGuard({ method: 'GET', path: read }, node)).rejects.toMatchObject({ statusCode: 404 });
      await expect(throughGuard({ method: 'POST', path: pause }, node)).rejects.toMatchObject({ statusCode: 404 });
    }
    const label = 'label=com.docker.swarm.service.name';
    const others = await swarm.nodes[1]?.docker(['ps', '-aq', '--no-trunc', '--filter', `${label}=${FOREIGN}`]);
    await expect(throughGuard({ method: 'GET', path: `/containers/${others ?? ''}/json` }, 1)).rejects.toMatchObject({
      statusCode: 403,
    });
    for (const verb of ['pause', 'unpause'])
      await throughGuard({ method: 'POST', path: `/containers/${id}/${verb}` }, 1);
    await expect(throughGuard({ method: 'POST', path: `/containers/${id}/exec`, body: {} }, 1)).rejects.toMatchObject({
      statusCode: 403,
    });
  });

  it('node: drained and back, through the guard of a manager', async () => {
    for (const Availability of ['drain', 'active']) {
      const found = (await throughGuard({ method: 'GET', path: '/nodes' })) as typeof nodes;
      const node = found.find(({ Description }) => Description.Hostname === 'node-c');
      const path = `/nodes/${node?.ID ?? ''}/update?version=${String(node?.Version.Index)}`;
      await throughGuard({ method: 'POST', path, body: { ...node?.Spec, Availability } });
      const [now] = (await call(manager, {
        ...{ method: 'GET', path: `/nodes?filters=${filters({ name: ['node-c'] })}` },
      })) as typeof nodes;
      expect(now?.Spec).toMatchObject({ Availability });
    }
  });
});
