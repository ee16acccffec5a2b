import { execFile } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';

const run = promisify(execFile);
const CONTEXT = fileURLToPath(new URL('../hostile', import.meta.url));

/** @returns the image's name */
export async function buildHostileImage() {
  const image = `spawner-attacks-${randomBytes(3).toString('hex')}:latest`;
  const base = process.env.ATTACKS_NODE_IMAGE;
  const options = base ? ['--build-arg', `BASE_IMAGE=${base}`] : [];
  await run('docker', ['build', '--quiet', '--tag', image, ...options, CONTEXT], {
    // The old builder: it knows base images that are only here.
    env: { ...process.env, DOCKER_BUILDKIT: '0' },
    timeout: 300_000,
  });
  return image;
}

export async function removeHostileImage(image) {
  await run('docker', ['image', 'rm', '--force', image], { timeout: 60_000 });
}
