import { execFile } from 'node:child_process';
import { promisify } from 'node:util';

const run = promisify(execFile);

/** Why no fault can be injected here, or null. */
export async function engineObstacle() {
  if (process.platform !== 'linux') return 'it stops and watches processes the way Linux lets it';
  return (await succeeds('docker', ['version'])) ? null : 'no Docker Engine answers';
}

/** Why there can be no engine of our own to break, or null. The machine's engine may serve others and is never touched. */
export async function ownEngineObstacle() {
  if (process.getuid() !== 0) return 'a Docker Engine of its own needs root';
  return (await succeeds('dockerd', ['--version'])) ? null : 'a Docker Engine of its own needs dockerd';
}

const succeeds = (command, args) =>
  run(command, args, { timeout: 10_000 }).then(
    () => true,
    () => false,
  );
