import { execFile } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { promisify } from 'node:util';

// A process of its own: janitor.mjs <run folder> <run id>. Starts when its input ends, after any end of the run.
const [, , folder, id] = process.argv;
for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP']) process.on(signal, () => undefined);
process.stdin.resume();
await once(process.stdin, 'close');

const exec = promisify(execFile);
const ownEngines = readdirSync(folder)
  .map((name) => join(folder, name, 'docker.sock'))
  .filter((socket) => existsSync(socket));

signalOurs('SIGCONT', () => true);
signalOurs('SIGKILL', (line) => line.includes('dist/main.js'));
// The engine may be gone; then its processes are ended below.
for (const socket of ownEngines) await sweepEngine(['--host', `unix://${socket}`]).catch(() => undefined);
// Repeated, because the last call of a killed process may still be running.
await sweepEngine([]).catch(() => attempt(() => sweepEngine([])));
signalOurs('SIGKILL', () => true);
await attempt(unmountOurs);
await attempt(removeBridges);
await attempt(removeMachines);
await attempt(() => rmSync(folder, { recursive: true, force: true, maxRetries: 20, retryDelay: 100 }));

async function attempt(step) {
  try {
    await step();
  } catch (error) {
    process.exitCode = 1;
    console.error(`janitor: ${error.stderr || error.message}`);
  }
}

/** Removes containers, images, networks and volumes with the run's id. */
async function sweepEngine(host) {
  const docker = async (...args) =>
    (await exec('docker', [...host, ...args], { timeout: 60_000 })).stdout.split('\n').filter(Boolean);
  const installations = join(folder, 'installation-ids');
  const labels = existsSync(installations) ? readFileSync(installations, 'utf8').trim().split('\n') : [];

  const networks = await docker('network', 'ls', '--quiet', '--filter', `name=${id}`);
  for (const filter of [`name=${id}`, ...networks.map((network) => `network=${network}`)]) {
    const containers = await docker('ps', '--all', '--quiet', '--filter', filter);
    if (containers.length > 0) await docker('rm', '--force', '--volumes', ...containers);
  }
  for (const filter of [`name=${id}`, ...labels.map((label) => `label=spawner.installation=${label}`)]) {
    const volumes = await docker('volume', 'ls', '--quiet', '--filter', filter);
    if (volumes.length > 0) await docker('volume', 'rm', '--force', ...volumes);
  }
  const images = await docker('image', 'ls', '--filter', `reference=*${id}*`, '--format', '{{.Repository}}:{{.Tag}}');
  if (images.length > 0) await docker('image', 'rm', '--force', ...images);
  // Last: an engine with a wrong count of a network's containers keeps it until its restart.
  if (networks.length > 0) await docker('network', 'rm', ...networks);
}

/**
 * Every process of this run has its id in the environment; processes of containers are below such a process.
 * The product's embedded database has another environment, but its data folder is in the run's folder.
 */
function signalOurs(signal, isMeant) {
  const living = processes();
  const below = (parent) => living.filter(({ ppid }) => ppid === parent).flatMap(({ pid }) => [pid, ...below(pid)]);
  const ours = living.filter(
    ({ environ, command }) =>
      (environ.includes(`SPAWNER_TEST_RUN=${id}\0`) || command.includes(`\0-D\0${folder}/`)) && isMeant(command),
  );
  for (const pid of new Set(ours.flatMap(({ pid }) => [pid, ...below(pid)]))) {
    if (pid === process.pid) continue;
    try {
      process.kill(pid, signal);
    } catch {
      // ended already
    }
  }
}

function processes() {
  return readdirSync('/proc')
    .filter((name) => /^\d+$/.test(name))
    .flatMap((name) => {
      try {
        const read = (file) => readFileSync(`/proc/${name}/${file}`, 'utf8');
        // The program's name is in parentheses and may contain spaces.
        const ppid = Number(
          read('stat')
            .replace(/^.*\) /s, '')
            .split(' ')[1],
        );
        return [{ pid: Number(name), ppid, environ: read('environ'), command: read('cmdline') }];
      } catch {
        return []; // ended in the meantime
      }
    });
}

async function unmountOurs() {
  const mounts = readFileSync('/proc/mounts', 'utf8')
    .split('\n')
    .map((line) => line.split(' ')[1] ?? '')
    .filter((path) => path.startsWith(`${folder}/`));
  for (const path of mounts.reverse()) await exec('umount', ['--lazy', path]);
}

/** Removes the bridges of engines that were killed before they could do so. */
async function removeBridges() {
  const gateways = existsSync(join(folder, 'gateways'))
    ? readFileSync(join(folder, 'gateways'), 'utf8').split('\n')
    : [];
  const { stdout } = await exec('ip', ['-json', 'address', 'show', 'type', 'bridge']);
  for (const { ifname, addr_info: addresses } of JSON.parse(stdout || '[]')) {
    if (addresses?.some(({ local }) => gateways.includes(local))) await exec('ip', ['link', 'delete', ifname]);
  }
}

/** Network namespaces of a swarm's nodes, with their links. */
async function removeMachines() {
  for (const name of (existsSync('/run/netns') ? readdirSync('/run/netns') : []).filter((name) =>
    name.startsWith(`${id}-`),
  ))
    await exec('ip', ['netns', 'delete', name]);
}
