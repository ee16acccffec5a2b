import { execFile } from 'node:child_process';
import { type AddressInfo, createServer, type Server } from 'node:net';
import { promisify } from 'node:util';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { uniqueId } from '../../../tests/kit/src/run.js';
import { consentFindings } from '../../src/commands/doctor/consent-findings.js';
import { examine } from '../../src/commands/doctor/examine.js';
import { insideFindings } from '../../src/commands/doctor/inside-findings.js';
import { readReport, scripts } from '../../src/commands/doctor/probe-scripts.js';
import { reachFindings } from '../../src/commands/doctor/reach-findings.js';
import { Settings } from '../../src/config/settings.js';
import { dockerClient } from '../../src/runtime/docker/docker-client.js';
import { DockerImages } from '../../src/runtime/docker/docker-images.js';
import { engineFindings } from '../../src/runtime/docker/engine-findings.js';
import { layerFinding, mayHaveQuota } from '../../src/runtime/docker/layer-quota.js';
import type { Finding } from '../../src/runtime/finding.js';
import { withEngine } from '../with-engine.js';
import { devTemplate, LIMITS } from './dev-template.js';

const missing = (findings: readonly Finding[]) =>
  findings.filter(({ result }) => result === 'missing').map(({ about }) => about);

const good = {
  ServerVersion: '29.1.0',
  SecurityOptions: ['name=seccomp,profile=builtin', 'name=apparmor', 'name=userns'],
  Runtimes: { runc: {}, runsc: {} },
  InitBinary: 'docker-init',
  InitCommit: { ID: 'de40ad0' },
  CgroupDriver: 'systemd',
  CgroupVersion: '2',
  MemoryLimit: true,
  SwapLimit: true,
  CpuCfsQuota: true,
  PidsLimit: true,
  LiveRestoreEnabled: true,
};

describe('engineFindings', () => {
  it('engine that has everything: every finding holds', () => {
    expect(engineFindings(good).map(({ result }) => result)).toEqual(engineFindings(good).map(() => 'holds'));
  });

  it.each([
    [{ SecurityOptions: ['name=seccomp,profile=unconfined'] }, ['seccomp']],
    [{ SecurityOptions: [] }, ['seccomp']],
    [{ SwapLimit: false, PidsLimit: false }, ['swap limit', 'process limit']],
    [{ CgroupDriver: 'none' }, ['memory limit', 'swap limit', 'CPU limit', 'process limit']],
  ])('engine with %j: missing', (changes, about) => {
    expect(missing(engineFindings({ ...good, ...changes }))).toEqual(about);
  });

  it('machine of a swarm, which cannot have live restore: no word of it', () => {
    const ofSwarm = { ...good, LiveRestoreEnabled: false, Swarm: { NodeID: 'node-a' } };
    expect(engineFindings(ofSwarm).map(({ about }) => about)).not.toContain('live restore');
  });

  it.each([
    ['ext4', 'overlay2', 'extfs', false],
    ['XFS, which needs a mount option besides', 'overlay2', 'xfs', true],
    ['btrfs, which counts the image too', 'btrfs', '', false],
  ])('engine on %s: a size for layers is tried where it may work', (_, Driver, backing, expected) => {
    expect(mayHaveQuota({ Driver, DriverStatus: [['Backing Filesystem', backing]] })).toBe(expected);
  });

  it('disk: held where all templates are read-only or the engine has quotas, else a hint that names the others', () => {
    const bare = devTemplate('x');
    const readOnly = { ...bare, confinement: { ...bare.confinement, readOnly: true } };
    const writable = { ...bare, type: 'big', confinement: { ...bare.confinement, readOnly: false } };
    expect(layerFinding([readOnly], false).result).toBe('holds');
    expect(layerFinding([readOnly, writable], true).result).toBe('holds');
    expect(layerFinding([readOnly, writable], false)).toMatchObject({
      result: 'hint',
      says: expect.stringMatching(/^a container of big that/),
      weakness: 'layers',
    });
  });

  it('host that could be better: hints', () => {
    const bare = {
      ...good,
      SecurityOptions: ['name=seccomp'],
      LiveRestoreEnabled: false,
      Runtimes: {},
      InitBinary: '',
    };
    const hints = engineFindings({ ...bare, ServerVersion: '20.10.24' }).filter(({ result }) => result === 'hint');
    expect(hints.map(({ about }) => about)).toEqual([
      'engine',
      'AppArmor or SELinux',
      'user namespace',
      'live restore',
      'init process',
      'runtimes',
    ]);
  });
});

(process.platform === 'linux' ? describe : describe.skip)('The probe', () => {
  it.each(scripts.map((script) => [script[0] ?? '', script] as const))(
    '%s: reports the files it reads and the addresses it reaches',
    async (_, [program = '', ...args]) => {
      const server: Server = createServer((socket) => socket.destroy());
      await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
      const open = `127.0.0.1:${String((server.address() as AddressInfo).port)}`;
      const env = {
        PATH: process.env['PATH'],
        PROBE_FILES: '/proc/self/status /nonexistent /proc/mounts',
        PROBE_TARGETS: `${open} 127.0.0.1:1`,
      };
      const { stdout } = await promisify(execFile)(program, args, { env });
      server.close();
      const report = readReport(stdout.split('\n'));
      expect(report?.tries).toEqual(
        new Map([
          [open, 'open'],
          ['127.0.0.1:1', 'refused'],
        ]),
      );
      expect([...(report?.files.keys() ?? [])]).toEqual(['/proc/self/status', '/proc/mounts']);
      expect(report?.files.get('/proc/self/status')).toMatch(/^Seccomp:\s+\d$/m);
    },
  );

  it('output of a program that is missing: no report', () => {
    expect(readReport(['[FATAL tini (7)] exec node failed: No such file or directory'])).toBeNull();
  });
});

describe('insideFindings', () => {
  const held = new Map([
    ['/proc/self/status', 'Uid:\t101\t101\nCapBnd:\t0000000000000000\nNoNewPrivs:\t1\nSeccomp:\t2\n'],
    ['/proc/mounts', 'overlay / overlay ro,relatime 0 0\n'],
    ['/sys/fs/cgroup/memory.max', '1000\n'],
    ['/sys/fs/cgroup/pids.max', '256\n'],
    ['/proc/net/if_inet6', '00000000000000000000000000000001 01 80 10 80       lo\n'],
  ]);
  const look = (changes: readonly [string, string][] = []) =>
    insideFindings(
      { files: new Map([...held, ...changes]), tries: new Map() },
      {
        ...devTemplate('x'),
        limits: { ...LIMITS, memoryBytes: 1000 },
      },
    );

  it('confined container: every finding holds', () => {
    expect(look().every(({ result }) => result === 'holds')).toBe(true);
  });

  it.each([
    ['/proc/self/status', 'Uid:\t0\nCapBnd:\t00000000a80425fb\nNoNewPrivs:\t0\nSeccomp:\t0\n', 4],
    ['/proc/mounts', 'overlay / overlay rw,relatime 0 0\n', 1],
    ['/sys/fs/cgroup/memory.max', 'max\n', 1],
    ['/sys/fs/cgroup/pids.max', 'max\n', 1],
    ['/proc/net/if_inet6', 'fe800000000000000042acfffe110002 26 40 20 80     eth0\n', 1],
  ])('%s of a container that is not confined: missing', (file, content, count) => {
    expect(missing(look([[file, content]]))).toHaveLength(count);
  });
});

describe('consentFindings', () => {
  const findings = (lines: Record<string, string>, missingConsents: string[] = []) =>
    consentFindings(Settings.from(lines, '/').consents, [{ ...devTemplate('x'), missingConsents }]);

  it('no line in .env: holds', () => {
    expect(findings({}).map(({ result }) => result)).toEqual(['holds']);
  });

  it('lines in .env: a hint that lists them', () => {
    const lines = { GUARD_MAX_MEMORY: '2g', GUARD_ENV: 'LANG, JUPYTER_*', GUARD_ROOT: 'true', GUARD_COMMANDS: 'false' };
    const says = expect.stringContaining('GUARD_MAX_MEMORY=2g GUARD_ENV=LANG,JUPYTER_* GUARD_ROOT=true');
    expect(findings(lines)).toEqual([expect.objectContaining({ result: 'hint', says })]);
  });

  it('template that lacks a line: missing, with the line', () => {
    expect(findings({}, ['GUARD_ROOT=true'])[1]).toMatchObject({
      ...{ result: 'missing', about: 'template dev', fix: ['GUARD_ROOT=true'] },
    });
  });
});

describe('reachFindings', () => {
  const finding = (behind: 'input' | 'forward' | 'network', outcome: 'open' | 'refused' | 'silent') =>
    reachFindings(
      [{ what: 'x', places: ['10.0.0.1:80'], behind }],
      { files: new Map(), tries: new Map([['10.0.0.1:80', outcome]]) },
      { bridge: 'br-spawner', apart: { result: 'holds', about: 'neighbours', says: '' } },
    )[0];

  it('target that was reached: missing, with the rules that close it', () => {
    expect(finding('input', 'open')).toMatchObject({
      result: 'missing',
      fix: expect.arrayContaining([expect.stringContaining('INPUT -i br-spawner')]),
    });
    expect(finding('forward', 'open')?.fix).toContainEqual(
      expect.stringContaining('DOCKER-USER -i br-spawner -d 10.0.0.1 -j DROP'),
    );
  });

  it('refusal: holds, except by a neighbour', () => {
    expect(finding('input', 'refused')).toMatchObject({ result: 'holds' });
    expect(finding('network', 'refused')).toMatchObject({ result: 'missing' });
    expect(finding('network', 'silent')).toMatchObject({ result: 'holds' });
  });
});

withEngine(() => {
  describe('doctor', () => {
    const docker = dockerClient(null);
    const template = devTemplate(`spawner-${uniqueId('i')}:latest`);
    const network = `spawner-${uniqueId('n')}`;
    const server = createServer((socket) => socket.destroy());

    beforeAll(async () => {
      await new DockerImages(docker, 60_000).prepare(template, () => undefined);
      await new Promise<void>((resolve) => server.listen(0, '0.0.0.0', resolve));
    }, 120_000);

    afterAll(async () => {
      server.close();
      await docker.getImage(template.image).remove({ force: true });
    });

    const found = async () => {
      const { port } = server.address() as AddressInfo;
      const env = { PORT: String(port), TRAEFIK_NETWORK: network, DOCKER_SUBNET: '10.227.0.96/28' };
      const findings: Finding[] = [];
      for await (const finding of examine(docker, Settings.from(env, '/'), [template])) findings.push(finding);
      const result = (about: string) => findings.find((finding) => finding.about.endsWith(about))?.result;
      return result;
    };

    it('network of its own: reports what a container can reach, and leaves nothing behind', async () => {
      const result = await found();
      expect(result('inside: capabilities')).toBe('holds');
      expect(result('root file system')).toBe('holds');
      expect(result('a neighbour')).toBe('holds');
      // This test listens on all addresses of the host; a firewall there may still block containers.
      expect(result("Spawner's own port") === 'missing').toBe(result('all its addresses') === 'hint');
      const filters = { network: [network] };
      expect(await docker.listContainers({ all: true, filters })).toEqual([]);
      expect(await docker.listNetworks({ filters: { name: [network] } })).toEqual([]);
    }, 60_000);

    it('network with inter-container traffic: the neighbour is reached', async () => {
      const open = await docker.createNetwork({
        Name: network,
        IPAM: { Driver: 'default', Config: [{ Subnet: '10.227.0.112/28' }] },
      });
      try {
        const result = await found();
        expect(result('neighbours')).toBe('missing');
        expect(result('a neighbour')).toBe('missing');
      } finally {
        await open.remove();
      }
    }, 60_000);
  });
});
