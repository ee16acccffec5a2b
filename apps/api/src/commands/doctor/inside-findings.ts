import type { Finding } from '../../runtime/finding.js';
import type { Template } from '../../templates/template.js';
import { FILES, type Report } from './probe-scripts.js';

/** How the probe is confined, read from inside: what the engine has done, not what it was sent. */
export function insideFindings({ files }: Report, { confinement, limits }: Template): Finding[] {
  const status = (name: string) => new RegExp(`^${name}:\\s*(\\S+)`, 'm').exec(files.get(FILES.status) ?? '')?.[1];
  const first = (paths: readonly string[]) => paths.flatMap((path) => files.get(path)?.trim() ?? [])[0];
  const checks: [string, boolean | null, string, string][] = [
    ['user', known(status('Uid'), (uid) => uid !== '0'), 'not root', 'root'],
    ['capabilities', known(status('CapBnd'), (set) => /^0+$/.test(set)), 'none, and none to be had', 'some are left'],
    ['new privileges', known(status('NoNewPrivs'), (flag) => flag === '1'), 'ruled out', 'possible'],
    ['system calls', known(status('Seccomp'), (mode) => mode === '2'), 'filtered', 'not filtered'],
    [
      'memory',
      known(first(FILES.memory), (bytes) => Number(bytes) <= limits.memoryBytes),
      'limited as it was asked for',
      'not limited',
    ],
    [
      'processes',
      known(first(FILES.processes), (count) => Number(count) <= limits.processes),
      'limited',
      'not limited',
    ],
    [
      'IPv6',
      known(files.get(FILES.ipv6) ?? '', (addresses) => !/^(?!.*\blo$).+$/m.test(addresses)),
      'off',
      'on: neighbours may be reached through it, for inter-container rules are made for IPv4',
    ],
    ...(confinement.readOnly
      ? [
          [
            'root file system',
            known(files.get(FILES.mounts), (mounts) => /^\S+ \/ \S+ ro[, ]/m.test(mounts)),
            'read-only',
            'can be written',
          ] satisfies [string, boolean | null, string, string],
        ]
      : []),
  ];
  return checks.map(([what, holds, good, bad]) => {
    const about = `inside: ${what}`;
    if (holds === null) return { result: 'unknown', about, says: 'could not be read' };
    return { result: holds ? 'holds' : 'missing', about, says: holds ? good : bad };
  });
}

const known = (text: string | undefined, holds: (text: string) => boolean): boolean | null =>
  text === undefined ? null : holds(text);
