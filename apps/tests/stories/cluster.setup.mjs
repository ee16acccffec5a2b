import { readFileSync } from 'node:fs';
import { swarm } from '@spawner/kit/machine';
import { imagesOf, isHere, npmObstacle } from './compose.setup.mjs';

const FILE = new URL('../../../docker-stack.yml', import.meta.url);

/** Why docs/cluster.md cannot be followed here, or null. */
export async function clusterObstacle() {
  const reason = await swarm();
  if (reason) return reason;
  const absent = [...imagesOf(readFileSync(FILE, 'utf8')), 'nginx:1.29'].find((image) => !isHere(image));
  return absent ? `the image ${absent} is neither here nor can it be pulled` : npmObstacle();
}
