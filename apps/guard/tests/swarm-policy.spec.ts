import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { TemplateFile } from '@spawner/engine';
import fc from 'fast-check';
import { GuardProcess } from '../../tests/kit/src/guard-process.js';
import { serviceSpec } from '../src/policy/service.js';
import { settingsFrom } from '../src/settings.js';
import { at, changed, objectsIn, type Path, placesIn } from './change.js';
import { FakeEngine } from './fake-engine.js';
import { send } from './send.js';
import { swarmBody } from './service-body.js';

const IMAGE = 'user-service-template:latest';
const NODE = 'n'.repeat(25);
const SERVICE = 's'.repeat(25);
const MIB = 1024 ** 2;
const settings = settingsFrom({ GUARD_SWARM: 'true' });
const file = { order: 1, display_name: 'Dev', description: '', image: IMAGE };
const images = new Map([[IMAGE, { context: null, base: null, templates: [TemplateFile.parse(file)] }]]);
const schema = serviceSpec(settings, images);
const good = swarmBody('user-ann-dev-7', IMAGE, 'spawner', {
  imageId: `sha256:${'a'.repeat(64)}`,
  node: NODE,
  noNewPrivileges: true,
});
const container = ['TaskTemplate', 'ContainerSpec'];

const accepts = (body: unknown) => schema.safeParse(body).success;

describe('body of a service', () => {
  it('body that the runtime sends: passes unchanged, pinned or not', () => {
    const free = swarmBody('user-ann-dev-7', IMAGE, 'spawner', {
      imageId: `sha256:${'a'.repeat(64)}`,
      node: null,
      noNewPrivileges: false,
    });
    for (const body of [good, free]) expect(schema.parse(body)).toEqual(body);
  });

  it("volume of the operator's driver: with its options and the volume's own name, and no other", () => {
    const nfs = settingsFrom({
      VOLUME_DRIVER: 'local',
      VOLUME_OPTIONS: 'type=nfs;o=addr=10.0.0.5,rw;device=:/x/{name}',
    });
    const place = [...container, 'Mounts', 0, 'VolumeOptions', 'DriverConfig', 'Options'];
    const options = (name: string) => ({ type: 'nfs', o: 'addr=10.0.0.5,rw', device: `:/x/${name}` });
    const isTaken = (value: object) => serviceSpec(nfs, images).safeParse(changed(good, place, value)).success;
    expect(isTaken(options('user-ann-dev-7-srv-www'))).toBe(true);
    const others = [
      {},
      options('user-bea-dev-8-srv-www'),
      options('..'),
      { ...options('user-ann-dev-7-srv-www'), o: 'bind' },
    ];
    for (const other of others) expect(isTaken(other)).toBe(false);
  });

  it('unknown key at any depth: refused', () => {
    const places = objectsIn(good);
    expect(places.length).toBeGreaterThan(15);
    const keys = fc.constantFrom(
      ...['Secrets', 'Configs', 'Privileges', 'Sysctls', 'Groups', 'Hosts', 'DNSConfig', 'Command', 'Dir', 'TTY'],
      ...['Hostname', 'Isolation', 'Runtime', 'PluginSpec', 'NetworkAttachmentSpec', 'Ports', 'Global', 'GlobalJob'],
      ...['GenericResources', 'Reservations', 'Preferences', 'Platforms', 'UpdateConfig', 'Aliases', 'BindOptions'],
      // The engine reads keys in any case.
      ...['networks', 'NETWORKS', 'mounts', 'image', 'endpointspec', 'constructor'],
    );
    fc.assert(
      fc.property(
        fc.constantFrom(...places),
        fc.oneof(fc.string({ minLength: 1 }), keys),
        fc.jsonValue(),
        (place, key, value) => {
          fc.pre(key !== '__proto__' && !Object.hasOwn(at(good, place) as object, key));
          const isNoNewPrivileges = key === 'Privileges' && JSON.stringify(value) === '{"NoNewPrivileges":true}';
          fc.pre(!isNoNewPrivileges);
          expect(accepts(changed(good, [...place, key], value))).toBe(false);
        },
      ),
      { numRuns: 1000 },
    );
  });

  it.each<[string, Path, fc.Arbitrary<unknown>]>([
    ['an image by its name', [...container, 'Image'], fc.constantFrom(IMAGE, 'postgres:17', 'sha256:1', '')],
    ["another image's name", ['Labels', 'spawner.image'], fc.string().filter((image) => image !== IMAGE)],
    [
      'another network',
      ['TaskTemplate', 'Networks'],
      fc.constantFrom([], [{ Target: 'control' }], [{ Target: 'host' }]),
    ],
    ['a second network', ['TaskTemplate', 'Networks'], fc.constant([{ Target: 'spawner' }, { Target: 'control' }])],
    ['a name on the network', ['TaskTemplate', 'Networks', 0], fc.constant({ Target: 'spawner', Aliases: ['guard'] })],
    [
      'a published port',
      ['EndpointSpec'],
      fc.constantFrom(
        { Mode: 'dnsrr', Ports: [{ Protocol: 'tcp', TargetPort: 8080, PublishedPort: 22, PublishMode: 'host' }] },
        { Mode: 'vip' },
        {},
      ),
    ],
    [
      'more or other runs',
      ['Mode'],
      fc.oneof(
        fc
          .integer()
          .filter((count) => count !== 0 && count !== 1)
          .map((count) => ({ Replicated: { Replicas: count } })),
        fc.constantFrom({ Global: {} }, { ReplicatedJob: {} }, { GlobalJob: {} }, { Replicated: {} }, {}),
      ),
    ],
    [
      'another place',
      ['TaskTemplate', 'Placement'],
      fc.constantFrom(
        { Constraints: ['node.role==manager'] },
        { Constraints: ['node.hostname==a'] },
        { Constraints: [`node.id!=${NODE}`] },
        { Constraints: [`node.id==${NODE} `] },
        { Constraints: [`node.id==${NODE}`, 'node.role==manager'] },
        { Constraints: [], MaxReplicas: 1 },
      ),
    ],
    [
      "the engine's socket",
      [...container, 'Mounts', 0],
      fc.constantFrom(
        { Type: 'bind', Source: '/var/run/docker.sock', Target: '/s' },
        { Type: 'npipe', Source: '//./pipe/docker_engine', Target: '/s' },
        { Type: 'cluster', Source: 'user-x', Target: '/s' },
      ),
    ],
    ['a bind', [...container, 'Mounts', 0, 'Type'], fc.constantFrom('bind', 'npipe', 'tmpfs', 'cluster')],
    [
      'a path of the host',
      [...container, 'Mounts', 0, 'Source'],
      fc.string().filter((name) => !/^user-[\w.-]+$/.test(name)),
    ],
    [
      'driver options',
      [...container, 'Mounts', 0, 'VolumeOptions', 'DriverConfig'],
      fc.constantFrom(
        { Name: 'local', Options: { type: 'none', o: 'bind', device: '/' } },
        { Name: 'nfs', Options: {} },
        { Name: 'local' },
      ),
    ],
    [
      'files in memory of another kind',
      [...container, 'Mounts', 0],
      fc.constantFrom(
        { Type: 'tmpfs', Source: '', Target: '/etc', TmpfsOptions: { SizeBytes: 1, Mode: 0o1777 } },
        { Type: 'tmpfs', Source: '', Target: '/tmp', TmpfsOptions: { SizeBytes: 65 * MIB, Mode: 0o1777 } },
        {
          Type: 'tmpfs',
          Source: '',
          Target: '/tmp',
          TmpfsOptions: { SizeBytes: 1, Mode: 0o1777, Options: [['suid']] },
        },
        { Type: 'tmpfs', Source: '', Target: '/dev/shm', TmpfsOptions: { SizeBytes: 1, Mode: 0o1777 } },
      ),
    ],
    ['capabilities', [...container, 'CapabilityDrop'], fc.constantFrom([], ['NET_RAW'], ['ALL', 'ALL'], ['all'])],
    ['a capability', [...container, 'CapabilityAdd'], fc.constantFrom(['SYS_ADMIN'], ['CAP_NET_RAW'], ['ALL'])],
    [
      'a profile',
      [...container, 'Privileges'],
      fc.constantFrom(
        { NoNewPrivileges: false },
        { NoNewPrivileges: true, Seccomp: { Mode: 'unconfined' } },
        { NoNewPrivileges: true, AppArmor: { Mode: 'disabled' } },
        { CredentialSpec: { File: 'x' } },
        { SELinuxContext: { Disable: true } },
      ),
    ],
    ['root', [...container, 'User'], fc.constantFrom('0', 'root', '0:0', '00', '', '1000:0')],
    ['another command', [...container, 'Args'], fc.array(fc.string())],
    [
      'a variable that a runtime acts on',
      [...container, 'Env', 0],
      fc.constantFrom('NVIDIA_VISIBLE_DEVICES=all', 'LD_PRELOAD=/x', 'user_id=1'),
    ],
    ['a ulimit', [...container, 'Ulimits', 0, 'Name'], fc.constantFrom('memlock', 'rtprio', 'nice')],
    [
      'more memory',
      ['TaskTemplate', 'Resources', 'Limits', 'MemoryBytes'],
      fc.oneof(fc.integer({ min: 512 * MIB + 1 }), fc.integer({ max: 6 * MIB - 1 }), fc.double({ noInteger: true })),
    ],
    [
      'more processor',
      ['TaskTemplate', 'Resources', 'Limits', 'NanoCPUs'],
      fc.oneof(fc.integer({ min: 500_000_001 }), fc.integer({ max: 9_999_999 })),
    ],
    [
      'more processes',
      ['TaskTemplate', 'Resources', 'Limits', 'Pids'],
      fc.oneof(fc.integer({ min: 257 }), fc.integer({ max: 0 })),
    ],
    ['no limits', ['TaskTemplate', 'Resources'], fc.constantFrom({}, { Limits: {} }, { Reservations: {} })],
    ['a log driver', ['TaskTemplate', 'LogDriver', 'Name'], fc.constantFrom('syslog', 'none', 'gelf', 'fluentd')],
    ['an endless log', ['TaskTemplate', 'LogDriver', 'Options', 'max-size'], fc.constantFrom('-1', '9999m', '')],
    ['another name', ['Name'], fc.string().filter((name) => !/^user-[a-z0-9-]+-\d+$/.test(name))],
    ["a label of the stack's", ['Labels', 'com.docker.stack.namespace'], fc.constant('spawner')],
    ["a label of Traefik's", [...container, 'Labels', 'traefik.http.routers.x.service'], fc.constant('api@internal')],
    ['its own mark', [...container, 'Labels', 'spawner.guard'], fc.string()],
  ])('%s: refused', (_, path, values) => {
    fc.assert(fc.property(values, (value) => expect(accepts(changed(good, path, value))).toBe(false)));
  });

  it('anything left out: refused, or held as tightly', () => {
    const mayBeAbsent = [
      // The guard adds the last.
      /\.(?:Args|User|ReadOnly|Init|Healthcheck|Privileges)$/,
      /\.(?:Mounts|Ulimits|Env)\.\d/,
      /^Labels\./,
      /\.Labels\./,
    ];
    for (const path of placesIn(good)) {
      const name = path.join('.');
      if (mayBeAbsent.some((pattern) => pattern.test(name)) || path.some((step) => typeof step === 'number')) continue;
      expect([name, accepts(changed(good, path, undefined))]).toEqual([name, false]);
    }
  });
});

describe('change of a service or a node', () => {
  let engine: FakeEngine;
  let guard: GuardProcess;
  const service = {
    ID: SERVICE,
    Version: { Index: 12 },
    // As the engine gives it back: with the mark, the network by its id, and defaults.
    Spec: {
      ...good,
      Labels: { ...good.Labels, 'spawner.guard': 'spawner' },
      TaskTemplate: { ...good.TaskTemplate, Networks: [{ Target: 'net1' }], ForceUpdate: 0, Runtime: 'container' },
    },
  };
  const node = {
    ID: NODE,
    Version: { Index: 7 },
    Spec: { Labels: { rack: 'a' }, Role: 'manager', Availability: 'active' },
    Description: {
      ...{ Hostname: 'a', Resources: { NanoCPUs: 4e9, MemoryBytes: 8e9 }, TLSInfo: { TrustRoot: 'x' } },
      Engine: { Plugins: [{ Type: 'Volume', Name: 'local' }] },
    },
    Status: { State: 'ready', Addr: '10.0.0.1' },
    ManagerStatus: { Leader: true },
  };

  const change = async (what: string, body: unknown) => {
    const text = JSON.stringify(body);
    return send(guard.port, { method: 'POST', path: `/v1.41/${what}`, body: text });
  };
  const changeService = (body: unknown, version = 12) =>
    change(`services/${SERVICE}/update?version=${String(version)}`, body);
  const changeNode = (body: unknown, version = 7) => change(`nodes/${NODE}/update?version=${String(version)}`, body);
  /** What the engine gets of a change. */
  const sent = () => JSON.parse(engine.requests.at(-1)?.body.toString() ?? '') as unknown;

  beforeAll(async () => {
    engine = await FakeEngine.start();
    engine.answer = ({ url }, response) => {
      response.end(JSON.stringify(url.startsWith('/nodes') ? node : service));
    };
    guard = await GuardProcess.start({ GUARD_ENGINE: engine.socket, GUARD_SWARM: 'true' });
  });

  afterAll(async () => {
    await guard.close();
    await engine.close();
  });

  const started = {
    ...service.Spec,
    Labels: { ...service.Spec.Labels, 'spawner.started': 'true' },
    Mode: { Replicated: { Replicas: 1 } },
  };

  it('start, stop and rename of a service: pass as they are', async () => {
    const renamed = { ...service.Spec, Labels: { ...service.Spec.Labels, 'spawner.name': 'user-bea-dev-7' } };
    for (const body of [started, service.Spec, renamed]) {
      expect(await changeService(body)).toMatchObject({ status: 200 });
      expect(engine.requests.at(-1)?.url).toBe(`/services/${SERVICE}/update?version=12`);
      expect(sent()).toEqual(body);
    }
  });

  it('anything else of the service changes: refused', async () => {
    const free = ['Labels.spawner.name', 'Mode', 'Mode.Replicated', 'Mode.Replicated.Replicas'];
    const places = placesIn(service.Spec).filter((path) => !free.includes(path.join('.')));
    const refused = async (body: unknown) => {
      engine.requests.length = 0;
      expect(await changeService(body)).toMatchObject({ status: 403 });
      expect(engine.requests.filter(({ method }) => method !== 'GET')).toEqual([]);
    };
    const value = fc.oneof(fc.jsonValue(), fc.constant(undefined));
    await fc.assert(
      fc.asyncProperty(fc.constantFrom(...places), value, async (path, other) => {
        fc.pre(JSON.stringify(other) !== JSON.stringify(at(service.Spec, path)));
        await refused(changed(started, path, other));
      }),
      { numRuns: 200 },
    );
    await fc.assert(
      fc.asyncProperty(
        fc.constantFrom(...objectsIn(started)),
        fc.string(),
        fc.jsonValue(),
        async (path, key, other) => {
          fc.pre(key !== '__proto__' && !Object.hasOwn(at(started, path) as object, key));
          await refused(changed(started, [...path, key], other));
        },
      ),
      { numRuns: 200 },
    );
  });

  it('nodes that it is not to run on: passes for one that has none of its own, and nothing else', async () => {
    const place = ['TaskTemplate', 'Placement'];
    const not = [`node.id!=${NODE}`, `node.id!=${'m'.repeat(25)}`];
    const pinned = service.Spec;
    // Engines leave out what is empty.
    for (const before of [{}, { Constraints: [] }, { Constraints: not }]) {
      service.Spec = changed(pinned, place, before) as typeof pinned;
      for (const after of [{ Constraints: [] }, { Constraints: not }]) {
        const body = changed({ ...started, TaskTemplate: service.Spec['TaskTemplate'] }, place, after);
        expect(await changeService(body)).toMatchObject({ status: 200 });
        expect(sent()).toEqual(body);
      }
      for (const other of [`node.id==${NODE}`, 'node.role!=manager', `node.id!=${NODE} `, 7]) {
        const body = changed({ ...started, TaskTemplate: service.Spec['TaskTemplate'] }, place, {
          Constraints: [other],
        });
        expect(await changeService(body)).toMatchObject({ status: 403 });
      }
    }
    service.Spec = pinned;
    for (const after of [{}, { Constraints: [] }, { Constraints: not }])
      expect(await changeService(changed(started, place, after))).toMatchObject({ status: 403 });
  });

  it('two containers, or another version than the one that is checked: refused', async () => {
    expect(await changeService({ ...started, Mode: { Replicated: { Replicas: 2 } } })).toMatchObject({ status: 403 });
    expect(await changeService({ ...started, Mode: { Global: {} } })).toMatchObject({ status: 403 });
    for (const version of [11, 13]) {
      // As the engine answers it, so that the client reads again.
      const answer = { status: 500, body: expect.stringContaining('update out of sequence') };
      expect(await changeService(started, version)).toMatchObject(answer);
    }
  });

  it('node: drained and back, and nothing else of it', async () => {
    for (const Availability of ['drain', 'active']) {
      expect(await changeNode({ ...node.Spec, Availability })).toMatchObject({ status: 200 });
      expect(sent()).toEqual({ ...node.Spec, Availability });
    }
    const changes = [
      { Availability: 'pause' },
      { Role: 'worker' },
      { Labels: {} },
      { Name: 'x' },
      { Labels: { a: 'b' } },
    ];
    for (const other of changes) expect(await changeNode({ ...node.Spec, ...other })).toMatchObject({ status: 403 });
    expect(await changeNode({ Availability: 'drain' })).toMatchObject({ status: 403 });
    expect(await changeNode(node.Spec, 6)).toMatchObject({ status: 500 });
  });

  it('list of nodes: without certificates and plugins', async () => {
    engine.answer = (_, response) => response.end(JSON.stringify([node]));
    const { body } = await send(guard.port, { method: 'GET', path: '/nodes' });
    const { TLSInfo: _, Engine: __, ...Description } = node.Description;
    expect(JSON.parse(body)).toEqual([{ ...node, Description }]);
  });
});
