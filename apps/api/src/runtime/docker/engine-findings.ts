import type { WeaknessName } from '@spawner/contracts';
import type { Finding } from '../finding.js';
import type { EngineInfo } from './docker-client.js';
import { hasInit } from './engine-facts.js';

/** The oldest release that still gets security fixes is younger than this one. */
const OLD_ENGINE = 25;
const DAEMON = '/etc/docker/daemon.json';

/** What the engine reports of itself. */
export function engineFindings(engine: EngineInfo): Finding[] {
  const version = engine.ServerVersion ?? 'of unknown version';
  const rootless = has(engine, 'rootless');
  return [
    Number.parseInt(version) >= OLD_ENGINE
      ? { result: 'holds', about: 'engine', says: version }
      : {
          result: 'hint',
          about: 'engine',
          says: `${version} is old; install a release that still gets security fixes`,
        },
    has(engine, 'seccomp') && !has(engine, 'profile=unconfined')
      ? { result: 'holds', about: 'seccomp', says: 'the default profile' }
      : {
          result: 'missing',
          about: 'seccomp',
          says: 'the engine filters no system calls',
          fix: [`remove "seccomp-profile": "unconfined" from ${DAEMON}, or use a kernel with CONFIG_SECCOMP`],
          weakness: 'system_calls',
        },
    has(engine, 'apparmor') || has(engine, 'selinux')
      ? { result: 'holds', about: 'AppArmor or SELinux', says: 'on' }
      : {
          result: 'hint',
          about: 'AppArmor or SELinux',
          says: 'neither is on',
          fix: ['Debian, Ubuntu: apt install apparmor, then restart Docker', 'others: "selinux-enabled": true'],
          weakness: 'access_control',
        },
    rootless || has(engine, 'userns')
      ? { result: 'holds', about: 'user namespace', says: rootless ? 'the engine is rootless' : 'users are remapped' }
      : {
          result: 'hint',
          about: 'user namespace',
          says: "a container's users are the host's (none of ours is root)",
          fix: [`${DAEMON}: "userns-remap": "default" (images and volumes have to be made anew), or a rootless engine`],
          weakness: 'user_namespace',
        },
    ...limits(engine, rootless),
    ...liveRestore(engine),
    hasInit(engine)
      ? { result: 'holds', about: 'init process', says: 'every container gets one' }
      : {
          result: 'hint',
          about: 'init process',
          says: 'the engine has none: a stop may take 10 s',
          fix: ['install tini'],
        },
    runtimes(engine),
  ];
}

/** A machine of a swarm cannot have it. */
function liveRestore({ LiveRestoreEnabled, Swarm }: EngineInfo): Finding[] {
  if (Swarm?.NodeID) return [];
  return [
    LiveRestoreEnabled
      ? { result: 'holds', about: 'live restore', says: 'containers live through a restart of the engine' }
      : {
          result: 'hint',
          about: 'live restore',
          says: 'a restart of the engine ends all containers',
          fix: [`${DAEMON}: "live-restore": true`],
        },
  ];
}

function limits(engine: EngineInfo, rootless: boolean): Finding[] {
  const fix = rootless
    ? ['give the user cgroup v2 controllers: Delegate=cpu cpuset io memory pids in user@.service']
    : ['kernel command line: cgroup_enable=memory swapaccount=1, then reboot'];
  const limit = (about: string, enforced: boolean | undefined, weakness: WeaknessName): Finding =>
    enforced && engine.CgroupDriver !== 'none'
      ? { result: 'holds', about: `${about} limit`, says: `enforced by cgroup v${engine.CgroupVersion ?? '1'}` }
      : { result: 'missing', about: `${about} limit`, says: 'the engine ignores it on this host', fix, weakness };
  return [
    limit('memory', engine.MemoryLimit, 'memory'),
    limit('swap', engine.SwapLimit, 'swap'),
    limit('CPU', engine.CpuCfsQuota, 'cpu'),
    limit('process', engine.PidsLimit, 'processes'),
  ];
}

function runtimes({ Runtimes = {} }: EngineInfo): Finding {
  const names = Object.keys(Runtimes);
  const about = 'runtimes';
  return names.some((name) => /runsc|kata/.test(name))
    ? { result: 'holds', about, says: `${names.join(', ')}; a template may ask for one ("runtime" in template.json)` }
    : {
        result: 'hint',
        about,
        says: 'containers share the kernel with the host; for code you trust less there is gVisor',
        fix: ['install runsc, runsc install, restart Docker; then "runtime": "runsc" in a template.json'],
      };
}

const has = ({ SecurityOptions = [] }: EngineInfo, option: string): boolean =>
  SecurityOptions.some((text) => text.includes(option));
