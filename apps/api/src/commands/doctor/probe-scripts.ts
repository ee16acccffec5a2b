/** Longest wait for an address to answer; a firewall that drops packets never answers. */
const SECONDS = 2;

/** Files that show how the container is confined, read from inside. */
export const FILES = {
  status: '/proc/self/status',
  mounts: '/proc/mounts',
  users: '/proc/self/uid_map',
  ipv6: '/proc/net/if_inet6',
  memory: ['/sys/fs/cgroup/memory.max', '/sys/fs/cgroup/memory/memory.limit_in_bytes'],
  processes: ['/sys/fs/cgroup/pids.max', '/sys/fs/cgroup/pids/pids.max'],
} as const;

const node = `
const { readFileSync } = require('node:fs');
const { connect } = require('node:net');
for (const file of process.env.PROBE_FILES.split(' ')) {
  try { console.log('@file ' + file + '\\n' + readFileSync(file, 'utf8')); } catch {}
}
for (const target of process.env.PROBE_TARGETS.split(' ').filter(Boolean)) {
  const [host, port] = target.split(':');
  const socket = connect({ host, port, timeout: ${String(SECONDS * 1000)} });
  const say = (outcome) => { console.log('@try ' + target + ' ' + outcome); socket.destroy(); };
  socket.once('connect', () => say('open')).once('timeout', () => say('silent'));
  socket.once('error', ({ code }) => say(code === 'ECONNREFUSED' ? 'refused' : 'silent'));
}`;

const bash = `
export LC_ALL=C
for file in $PROBE_FILES; do
  [ -r "$file" ] && echo "@file $file" && echo "$(<"$file")"
done 2>/dev/null
try() {
  error=$(timeout ${String(SECONDS)} bash -c "exec 3<>/dev/tcp/\${1%:*}/\${1#*:}" 2>&1) && echo "@try $1 open" && return
  case $error in *refused*) echo "@try $1 refused" ;; *) echo "@try $1 silent" ;; esac
}
for target in $PROBE_TARGETS; do try "$target" & done
wait`;

/** The same checks in each of two languages: an image may have only one of them. */
export const scripts: readonly (readonly string[])[] = [
  ['node', '-e', node],
  ['bash', '-c', bash],
];

type Outcome = 'open' | 'refused' | 'silent';

export interface Report {
  readonly files: ReadonlyMap<string, string>;
  /** By `address:port`. */
  readonly tries: ReadonlyMap<string, Outcome>;
}

/** Null where the lines are not the output of a script. */
export function readReport(lines: readonly string[]): Report | null {
  const files = new Map<string, string>();
  const tries = new Map<string, Outcome>();
  let file = '';
  for (const line of lines) {
    const [mark, name = '', outcome] = line.split(' ');
    if (mark === '@file') file = name;
    else if (mark === '@try') tries.set(name, outcome as Outcome);
    else if (file) files.set(file, `${files.get(file) ?? ''}${line}\n`);
  }
  return files.size > 0 ? { files, tries } : null;
}
