import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from '@jest/globals';
import { TemplateFile } from '@spawner/engine';
import fc from 'fast-check';
import { helperBody, serviceBody as bodySchema } from '../src/policy/container.js';
import { serviceLabels } from '../src/policy/labels.js';
import { networkBody } from '../src/policy/network.js';
import { settingsFrom } from '../src/settings.js';
import { at, changed, objectsIn, type Path } from './change.js';
import { serviceBody } from './service-body.js';

const IMAGE = 'user-service-template:latest';
const GOLDEN = join(__dirname, '../../api/src/gateway/traefik');
const settings = settingsFrom({ DOCKER_SUBNET: '10.89.0.0/20' });
const file = { order: 1, display_name: 'Dev', description: '', image: IMAGE };
const templates = [TemplateFile.parse(file), TemplateFile.parse({ ...file, runtime: 'runsc' })];
const images = new Map([[IMAGE, { context: null, base: null, templates }]]);
const schema = bodySchema(settings, images);
const good = serviceBody('user-ann-dev-7', IMAGE, 'spawner');

const accepts = (body: unknown) => schema.safeParse(body).success;

describe('body of a container', () => {
  it('body that Spawner sends: passes unchanged', () => {
    expect(schema.parse(good)).toEqual(good);
  });

  it('unknown key at any depth: refused', () => {
    const places = objectsIn(good);
    expect(places.length).toBeGreaterThan(10);
    const dangerous = [
      'Privileged',
      'Binds',
      'Devices',
      'CapAdd',
      'PidMode',
      'UTSMode',
      'UsernsMode',
      'Sysctls',
      'VolumesFrom',
    ];
    // The engine reads keys in any case.
    const otherCase = fc.constantFrom('memory', 'IMAGE', 'hostConfig', 'binds', 'PRIVILEGED', 'capdrop', 'constructor');
    fc.assert(
      fc.property(
        fc.constantFrom(...places),
        fc.oneof(fc.string({ minLength: 1 }), fc.constantFrom(...dangerous), otherCase),
        fc.jsonValue(),
        (place, key, value) => {
          fc.pre(key !== '__proto__' && !Object.hasOwn(at(good, place) as object, key));
          expect(accepts(changed(good, [...place, key], value))).toBe(false);
        },
      ),
      { numRuns: 3000 },
    );
  });

  it('key __proto__: never becomes a property', () => {
    for (const place of objectsIn(good)) {
      const read = schema.safeParse(
        JSON.parse(JSON.stringify(changed(good, [...place, '__proto__'], { Privileged: true }))),
      );
      if (read.success) expect(JSON.stringify(read.data)).not.toContain('Privileged');
    }
  });

  it.each<[string, Path, fc.Arbitrary<unknown>]>([
    ['another image', ['Image'], fc.string().filter((image) => image !== IMAGE)],
    [
      'another network',
      ['HostConfig', 'NetworkMode'],
      fc
        .oneof(fc.string(), fc.constantFrom('host', 'none', 'bridge', 'container:postgres', 'Spawner'))
        .filter((name) => name !== 'spawner'),
    ],
    [
      'more memory',
      ['HostConfig', 'Memory'],
      fc.oneof(
        fc.integer({ min: 512 * 1024 ** 2 + 1 }),
        fc.integer({ max: 6 * 1024 ** 2 - 1 }),
        fc.double({ noInteger: true }),
      ),
    ],
    ['swap', ['HostConfig', 'MemorySwap'], fc.integer().filter((bytes) => bytes !== 128 * 1024 ** 2)],
    ['more processor', ['HostConfig', 'CpuQuota'], fc.oneof(fc.integer({ min: 50_001 }), fc.integer({ max: 999 }))],
    ['another period', ['HostConfig', 'CpuPeriod'], fc.integer().filter((period) => period !== 100_000)],
    ['more processes', ['HostConfig', 'PidsLimit'], fc.oneof(fc.integer({ min: 257 }), fc.integer({ max: 0 }))],
    ['a lower OOM score', ['HostConfig', 'OomScoreAdj'], fc.oneof(fc.integer({ max: -1 }), fc.integer({ min: 1001 }))],
    [
      'capabilities',
      ['HostConfig', 'CapDrop'],
      fc.array(fc.constantFrom('ALL', 'NET_RAW', 'all', '')).filter((list) => list.join() !== 'ALL'),
    ],
    [
      'a security profile',
      ['HostConfig', 'SecurityOpt'],
      fc
        .array(
          fc.constantFrom(
            'seccomp=unconfined',
            'apparmor=unconfined',
            'label:disable',
            'no-new-privileges:false',
            'systempaths=unconfined',
            'no-new-privileges',
          ),
        )
        .filter((list) => list.join() !== 'no-new-privileges'),
    ],
    ['an IPC namespace', ['HostConfig', 'IpcMode'], fc.constantFrom('host', 'shareable', 'container:postgres', '')],
    ['a cgroup namespace', ['HostConfig', 'CgroupnsMode'], fc.constantFrom('host', '')],
    ['a runtime', ['HostConfig', 'Runtime'], fc.string().filter((name) => name !== 'runsc')],
    ['a log driver', ['HostConfig', 'LogConfig', 'Type'], fc.constantFrom('syslog', 'none', 'gelf', 'fluentd')],
    ['an endless log', ['HostConfig', 'LogConfig', 'Config', 'max-size'], fc.constantFrom('-1', '9999m', '', '1t')],
    ['a bind', ['HostConfig', 'Mounts', 0, 'Type'], fc.constantFrom('bind', 'npipe', 'tmpfs', 'cluster')],
    [
      'a path of the host',
      ['HostConfig', 'Mounts', 0, 'Source'],
      fc.string().filter((name) => !/^user-[\w.-]+$/.test(name)),
    ],
    [
      'a volume driver',
      ['HostConfig', 'Mounts', 0, 'VolumeOptions', 'DriverConfig', 'Name'],
      fc.string().filter((name) => name !== 'local'),
    ],
    [
      'driver options',
      ['HostConfig', 'Mounts', 0, 'VolumeOptions', 'DriverConfig', 'Options'],
      fc.constantFrom({ type: 'none', o: 'bind', device: '/' }, { device: '/' }),
    ],
    [
      'a way out of a mount',
      ['HostConfig', 'Mounts', 0, 'Target'],
      fc.constantFrom('/', 'srv', '/srv/../..', '/./x', '/srv//www', '/..'),
    ],
    [
      'tmpfs options',
      ['HostConfig', 'Tmpfs'],
      fc.constantFrom({ '/tmp': 'suid' }, { '/tmp': 'rw,dev' }, { '/tmp': '' }, { '/../x': 'rw' }),
    ],
    ['a ulimit', ['HostConfig', 'Ulimits', 0, 'Name'], fc.constantFrom('memlock', 'rtprio', 'nice', 'as')],
    ['root', ['User'], fc.constantFrom('0', 'root', '0:0', '00', '', '1000:0')],
    [
      'a variable that a runtime acts on',
      ['Env', 0],
      fc.constantFrom('NVIDIA_VISIBLE_DEVICES=all', 'LD_PRELOAD=/x', 'user_id=1', 'USER_ID'),
    ],
    [
      'another port',
      ['Labels', 'traefik.http.services.user1-dev.loadbalancer.server.port'],
      fc.constantFrom('22', '80800'),
    ],
    ['a published port', ['ExposedPorts'], fc.constantFrom({}, { '22/tcp': {} }, { '8080/tcp': {}, '80/tcp': {} })],
    ['another name', ['name'], fc.string().filter((name) => !/^user-[a-z0-9-]+-\d+$/.test(name))],
  ])('%s: refused', (_, path, values) => {
    fc.assert(fc.property(values, (value) => expect(accepts(changed(good, path, value))).toBe(false)));
  });
});

describe('labels of a container', () => {
  const labels = serviceLabels(settings);

  it.each(readdirSync(GOLDEN).filter((file) => file.endsWith('.golden.json')))('labels of %s: accepted', (file) => {
    const golden: unknown = JSON.parse(readFileSync(join(GOLDEN, file), 'utf8'));
    expect(labels.safeParse(golden).error?.issues ?? []).toEqual([]);
  });

  it.each([
    ['com.docker.compose.project', 'spawner'],
    ['com.centurylinklabs.watchtower.enable', 'true'],
    ['spawner.guard', 'spawner'],
    ['spawner.helper', 'x'],
    ['traefik.http.routers.user1-dev.service', 'api@internal'],
    ['traefik.http.routers.user1-dev.middlewares', 'admin@file'],
    ['traefik.http.routers.dashboard.rule', 'Host(`x`)'],
    ['traefik.tcp.routers.user1-dev.rule', 'HostSNI(`*`)'],
    ['traefik.http.services.user1-dev.loadbalancer.server.url', 'http://127.0.0.1:8080'],
    ['traefik.http.middlewares.user1-dev-auth.forwardauth.address', 'http://169.254.169.254/'],
    ['traefik.http.middlewares.user1-dev-auth.forwardauth.address', 'http://127.0.0.1:5000@evil.com/'],
    ['traefik.http.middlewares.user1-dev-auth.forwardauth.tls.key', '/etc/shadow'],
    ['traefik.http.middlewares.user1-dev-x.plugin.shell.command', 'id'],
    ['traefik.docker.network', 'spawner-platform'],
    ['TRAEFIK.enable', 'true'],
  ])('%s=%s: refused', (name, value) => {
    expect(labels.safeParse({ [name]: value }).success).toBe(false);
  });
});

describe('body of the network', () => {
  const body = {
    ...{ Name: 'spawner', Driver: 'bridge', CheckDuplicate: true, Labels: { 'spawner.network': 'true' } },
    IPAM: { Driver: 'default', Config: [{ Subnet: '10.89.0.0/20' }] },
    Options: { 'com.docker.network.bridge.enable_icc': 'false', 'com.docker.network.bridge.name': 'br-spawner' },
  };

  it('network that Spawner makes: passes unchanged', () => {
    expect(networkBody(settings).parse(body)).toEqual(body);
  });

  it.each([
    ['another name', { Name: 'spawner-platform' }],
    ['a driver that shares the host’s card', { Driver: 'macvlan' }],
    ['a subnet that takes routes', { IPAM: { Driver: 'default', Config: [{ Subnet: '8.8.8.0/24' }] } }],
    ['a gateway', { IPAM: { Driver: 'default', Config: [{ Subnet: '10.89.0.0/20', Gateway: '10.89.0.9' }] } }],
    ['a bridge of the host', { Options: { ...body.Options, 'com.docker.network.bridge.name': 'docker0' } }],
    [
      'containers that reach each other',
      { Options: { ...body.Options, 'com.docker.network.bridge.enable_icc': 'true' } },
    ],
    ['a swarm scope', { Scope: 'swarm' }],
  ])('%s: refused', (_, change) => {
    expect(networkBody(settings).safeParse({ ...body, ...change }).success).toBe(false);
  });
});

describe('body of a container that only holds a volume', () => {
  const body = {
    ...{ name: 'spawner-volume-0123456789ab', Image: 'spawner-volume:latest', Cmd: ['never-started'] },
    Labels: { 'spawner.helper': 'test' },
    HostConfig: { NetworkMode: 'none', Mounts: good.HostConfig['Mounts'] },
  };

  const schema = helperBody(settings, images);

  it('passes as Spawner sends it, is refused with any change', () => {
    expect(schema.safeParse(body).success).toBe(true);
    for (const change of [
      { Image: IMAGE },
      { Cmd: ['sh'] },
      { Labels: {} },
      { Labels: { 'spawner.helper': 'test', 'traefik.enable': 'true' } },
      { HostConfig: { ...body.HostConfig, NetworkMode: 'host' } },
      { HostConfig: { ...body.HostConfig, Binds: ['/:/host'] } },
      { HostConfig: { ...body.HostConfig, Mounts: [{ Type: 'bind', Source: '/', Target: '/volume' }] } },
    ]) {
      expect(schema.safeParse({ ...body, ...change }).success).toBe(false);
    }
  });

  it("template's image: in a swarm only, where it makes the volumes of a service", () => {
    const own = { ...body, Image: IMAGE };
    expect(helperBody({ ...settings, GUARD_SWARM: true }, images).safeParse(own).success).toBe(true);
    const other = { ...body, Image: 'postgres:17' };
    expect(helperBody({ ...settings, GUARD_SWARM: true }, images).safeParse(other).success).toBe(false);
  });
});
