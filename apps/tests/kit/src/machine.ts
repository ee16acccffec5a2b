import { execFile } from 'node:child_process';
import { appendFileSync, existsSync } from 'node:fs';
import { promisify } from 'node:util';
import { TRAEFIK_IMAGE } from './traefik.js';

/** Why the machine lacks a requirement, or null. */
type Obstacle = () => Promise<string | null>;

export const CHROMIUM = process.env['CHROMIUM_BIN'] || '/usr/bin/chromium';

const succeeds = (command: string, args: readonly string[]): Promise<boolean> =>
  promisify(execFile)(command, args, { timeout: 10_000 }).then(
    () => true,
    () => false,
  );

export const chromium: Obstacle = async () =>
  existsSync(CHROMIUM) ? null : `there is no Chromium at ${CHROMIUM} (CHROMIUM_BIN names another)`;

export const engine: Obstacle = async () =>
  (await succeeds('docker', ['version'])) ? null : 'no Docker Engine answers';

export const compose: Obstacle = async () =>
  (await succeeds('docker', ['compose', 'version'])) ? null : 'docker has no compose';

/** Container addresses and /proc are accessible on Linux only. */
export const linuxEngine: Obstacle = async () =>
  process.platform === 'linux' ? engine() : 'the tests read container addresses and /proc, which needs Linux';

/** A second engine can be stopped and crashed; the machine's may serve others. */
export const ownEngine: Obstacle = async () => {
  if (process.getuid?.() !== 0) return 'a Docker Engine of its own needs root';
  return (await succeeds('dockerd', ['--version'])) ? linuxEngine() : 'a Docker Engine of its own needs dockerd';
};

/** Another machine on the network is a network namespace. */
export const laptop: Obstacle = async () => {
  if (process.getuid?.() !== 0) return 'a machine of the tests is a network namespace, which needs root';
  return (await succeeds('ip', ['netns']))
    ? null
    : 'a machine of the tests is a network namespace, which needs ip (iproute2)';
};

/** The nodes of a swarm are engines in network namespaces. */
export const swarm: Obstacle = async () => (await ownEngine()) ?? (await laptop());

/** A separate file system can be filled; the machine's is shared. */
export const ownFileSystem: Obstacle = async () =>
  process.getuid?.() === 0 ? linuxEngine() : 'a file system of its own needs root';

export const traefik: Obstacle = async () => {
  if (process.env['TRAEFIK_BIN'] || (await succeeds('docker', ['image', 'inspect', TRAEFIK_IMAGE]))) return null;
  return `TRAEFIK_BIN names no Traefik, and the image ${TRAEFIK_IMAGE} is not here`;
};

/**
 * Checks the requirements of a suite once, for `describeWith`. A missing one is reported, and with CI=true it
 * fails the run unless it is optional.
 */
export async function findRequirements(
  suite: string,
  needed: Readonly<Record<string, Obstacle>>,
  optional: Readonly<Record<string, Obstacle>> = {},
): Promise<void> {
  for (const [name, obstacle] of Object.entries({ ...needed, ...optional })) {
    const reason = await obstacle();
    process.env[`TEST_${name.toUpperCase()}`] = String(reason === null);
    if (reason === null) continue;
    if (name in optional) report(`optional: ${suite}: ${reason}; tests that need ${name} did not run`);
    else if (process.env['CI'] === 'true') throw new Error(`${suite}: ${reason}. CI=true allows no skips.`);
    else report(`${suite}: ${reason}; tests that need ${name} did not run`);
  }
}

export const has = (name: string): boolean => process.env[`TEST_${name.toUpperCase()}`] === 'true';

function report(line: string): void {
  if (process.env['SPAWNER_SKIP_REPORT']) appendFileSync(process.env['SPAWNER_SKIP_REPORT'], `${line}\n`);
  else console.warn(`Skipped: ${line}`);
}
