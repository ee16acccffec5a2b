import { execFileSync } from 'node:child_process';
import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import { createServer } from 'node:net';

const FILE = new URL('../../../docker-compose.yml', import.meta.url);
const NAMES = ['spawner', 'traefik', 'user-test-dev-1', 'user-test-prod-1'];
const TRAEFIK_API = 8080;

/**
 * Why the compose story cannot run here, or null. Not every machine has Traefik, and the compose file
 * fixes container names and the port of Traefik's API, so two of its stacks cannot run at the same time.
 */
export async function composeObstacle() {
  if (!docker(['compose', 'version'])) return 'docker has no compose';
  const taken = (docker(['ps', '--all', '--format', '{{.Names}}']) ?? '').split('\n');
  const inTheWay = NAMES.filter((name) => taken.includes(name));
  if (inTheWay.length > 0) return `there are containers called ${inTheWay.join(', ')} already`;
  const volumes = docker(['volume', 'ls', '--quiet', '--filter', 'name=^user-test-(dev|prod)-1-']);
  if (volumes) return `volumes of the containers' names are kept by another installation: ${volumes.trim()}`;
  if (!(await isFree(TRAEFIK_API))) return `port ${TRAEFIK_API}, where Traefik's API belongs, is taken`;

  const absent = imagesOf(readFileSync(FILE, 'utf8')).find((image) => !isHere(image));
  return absent ? `the image ${absent} is neither here nor can it be pulled` : npmObstacle();
}

/** Why the product's images cannot be built here, or null. */
export function npmObstacle() {
  const base = process.env.TEST_NODE_IMAGE || 'node:24-bookworm-slim';
  if (!isHere(base)) return `the image ${base} is neither here nor can it be pulled`;
  const ping = ['run', '--rm', base, 'npm', 'ping', '--fetch-retries=0', '--fetch-timeout=15000'];
  if (docker(ping) === null) return `npm reaches no registry from inside ${base} (TEST_NODE_IMAGE names another)`;
  return null;
}

export const imagesOf = (file) =>
  [...file.matchAll(/image: (?:\$\{\w+:-)?([^}\s]+)/g)]
    .map(([, image]) => image)
    .filter((image) => !image.startsWith('spawner') && !image.startsWith('${'));

export const isHere = (image) =>
  docker(['image', 'inspect', image]) !== null || docker(['pull', '--quiet', image]) !== null;

function docker(args) {
  try {
    return execFileSync('docker', args, { encoding: 'utf8', timeout: 60_000, stdio: ['ignore', 'pipe', 'ignore'] });
  } catch {
    return null;
  }
}

async function isFree(port) {
  const server = createServer().listen(port, '127.0.0.1');
  try {
    await once(server, 'listening');
    return true;
  } catch {
    return false;
  } finally {
    server.close();
  }
}
