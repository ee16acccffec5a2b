/** How this installation finds its own containers and volumes again, whatever they are called by then. */
export const labels = {
  installation: 'spawner.installation',
  user: 'spawner.user',
  type: 'spawner.type',
  /** Of a volume: where the container sees it. */
  path: 'spawner.path',
  /** Of the network: Spawner made it. */
  network: 'spawner.network',
  /** Of a container that only holds a volume; it must never be taken for somebody's. */
  helper: 'spawner.helper',
} as const;
