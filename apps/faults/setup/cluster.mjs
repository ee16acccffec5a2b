import { chown, mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { chooseAccount, findBinaries, runCommand } from '@spawner/embedded-postgres';

/** One empty cluster that every stage begins with a copy of. */
export async function makePristineCluster(folder) {
  const home = join(folder, 'postgres');
  await mkdir(home);
  const account = await chooseAccount(home);
  if (account) await chown(home, account.uid, account.gid);
  const { initdb, postgres } = await findBinaries({ copyTo: home, account });
  const { ok, output } = await runCommand(
    initdb,
    ['-D', join(home, 'pristine'), '-U', 'spawner', '--auth=trust', '-E', 'UTF8'],
    { account, timeoutMs: 120_000 },
  );
  if (!ok) throw new Error(output);
  process.env.FAULTS_POSTGRES = postgres;
  if (account) Object.assign(process.env, { FAULTS_DB_UID: account.uid, FAULTS_DB_GID: account.gid });
}
