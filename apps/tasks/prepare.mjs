import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { PNPM } from './pnpm.mjs';
import { run, tail } from './run.mjs';
import { packages, root } from './workspace.mjs';

// Inside node_modules, so that deleting that folder deletes the stamps too and everything is installed again.
const STAMPS = join(root, 'node_modules', '.cache', 'spawner');
const NOT_SOURCE = new Set(['node_modules', 'dist', 'coverage', 'test', 'tests']);

/** Installs and builds what changed since the last run; takes a few milliseconds if nothing changed. */
export async function prepare() {
  const members = packages();
  const installed = installKey(members);
  await unlessStamped('installed', installed, existsSync(join(root, 'node_modules', '.modules.yaml')), () =>
    step('Installing packages', `${PNPM} install --frozen-lockfile --config.confirmModulesPurge=false`, root, NETWORK),
  );
  const keys = new Map();
  for (const { id, name, folder, scripts, needs } of members) {
    if (!scripts.build) continue;
    const key = hash([installed, ...needs.map((need) => keys.get(need)), ...fingerprints(folder)]);
    keys.set(name, key);
    const dist = join(folder, 'dist');
    await unlessStamped(`built-${id}`, key, existsSync(dist), async () => {
      // The output of a deleted source must not remain: a removed migration would still run.
      rmSync(dist, { recursive: true, force: true });
      await step(`Building ${id}`, scripts.build, folder, 'The sources do not compile; see the lines above.');
    });
  }
}

const NETWORK =
  'If the package registry could not be reached, check the network or proxy, then run the same command again.';

/** The stamp is removed before the work and written after it, so that an interrupted run is repeated. */
async function unlessStamped(name, key, present, work) {
  const stamp = join(STAMPS, name);
  if (present && existsSync(stamp) && readFileSync(stamp, 'utf8') === key) return;
  rmSync(stamp, { force: true });
  await work();
  mkdirSync(STAMPS, { recursive: true });
  writeFileSync(stamp, key);
}

async function step(title, line, cwd, advice) {
  process.stdout.write(`${title} … `);
  // NODE_ENV=production in .env or the shell would leave out what the build needs.
  const { ok, output, reason, seconds } = await run(line, { cwd, env: { NODE_ENV: undefined } });
  if (ok) return console.log(`${seconds.toFixed(1)} s`);
  console.log('failed');
  console.error(`${tail(output, 40)}\n\n${title} failed (${reason}). ${advice}`);
  process.exit(1);
}

function installKey(members) {
  const manifests = members.map(({ folder }) => join(folder, 'package.json'));
  const files = ['package.json', 'pnpm-lock.yaml', 'pnpm-workspace.yaml'].map((name) => join(root, name));
  // Native packages are installed for one platform, and two platforms may share a checkout.
  const machine = `${process.platform}-${process.arch}`;
  return hash([machine, ...[...files, ...manifests].map((file) => readFileSync(file, 'utf8'))]);
}

function* fingerprints(folder) {
  yield stat(join(root, 'tsconfig.base.json'));
  for (const entry of readdirSync(folder, { withFileTypes: true })) {
    if (NOT_SOURCE.has(entry.name)) continue;
    const path = join(folder, entry.name);
    if (entry.isDirectory()) yield* fingerprints(path);
    else yield stat(path);
  }
}

function stat(path) {
  const { size, mtimeMs } = statSync(path);
  return `${path} ${size} ${mtimeMs}`;
}

function hash(parts) {
  const sum = createHash('sha256');
  for (const part of parts) sum.update(`${part}\0`);
  return sum.digest('hex');
}
