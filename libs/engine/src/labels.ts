/** Labels by which an installation finds its own containers and volumes, even after a rename. */
export const labels = {
  installation: 'spawner.installation',
  user: 'spawner.user',
  type: 'spawner.type',
  /** Of a container: the port its service listens on. */
  port: 'spawner.port',
  /** Of a container: changes with everything that it was created with. */
  spec: 'spawner.spec',
  /** Of an image: the build context it was built from. Its containers inherit it. */
  context: 'spawner.context',
  /** Of a container: what its service sees in front of every path. Absent where that is taken away. */
  keptPrefix: 'spawner.kept-prefix',
  /** Of a volume: where the container sees it. */
  path: 'spawner.path',
  /** Of the network: Spawner made it. */
  network: 'spawner.network',
  /** Of a container that only holds a volume; it is never a user's container. */
  helper: 'spawner.helper',
} as const;
