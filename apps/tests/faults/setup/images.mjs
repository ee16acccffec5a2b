import { execFile } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { MODES } from './modes.mjs';

const run = promisify(execFile);
const CONTEXT = fileURLToPath(new URL('../../../../docker/mimic', import.meta.url));

/** @returns the repository whose tags are the modes of docker/mimic */
export async function buildMimic(id) {
  const repository = `spawner-mimic-${id}`;
  const base = process.env.FAULTS_NODE_IMAGE;
  for (const mode of MODES) {
    const options = [`MODE=${mode}`, ...(base ? [`BASE_IMAGE=${base}`] : [])].flatMap((arg) => ['--build-arg', arg]);
    await run('docker', ['build', '--quiet', '--tag', `${repository}:${mode}`, ...options, CONTEXT], {
      // The old builder: it knows base images that are only here.
      env: { ...process.env, DOCKER_BUILDKIT: '0' },
      timeout: 300_000,
    });
  }
  return repository;
}
