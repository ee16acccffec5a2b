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
  /** Of a service of a swarm: the name that the rest of Spawner knows. The engine cannot rename one. */
  name: 'spawner.name',
  /** Of a service: what its image is called. The service itself names it by id. */
  image: 'spawner.image',
  /** Of a service: the node that has its volumes. */
  node: 'spawner.node',
  /** Of a service that does not run: it has run before. */
  started: 'spawner.started',
  /** Of the door of a machine (docker-stack.yml), which is on the services' network. */
  door: 'spawner.door',
  /** Of a container that only holds a volume; it is never a user's container. */
  helper: 'spawner.helper',
} as const;
