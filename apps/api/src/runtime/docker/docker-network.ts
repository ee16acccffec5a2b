import { createHash } from 'node:crypto';
import type Docker from 'dockerode';
import type { NetworkInspectInfo } from 'dockerode';
import { changeDeadline, engine, ignoring, readDeadline } from './docker-errors.js';
import { labels } from './docker-labels.js';

/**
 * Makes sure the services' network is there. Ours keeps neighbours apart at no cost to a launch: containers on it cannot
 * talk to each other, only the gateway on the host reaches them. An existing network is used as it is.
 * @param subnet CIDR for a new network; null takes the next one of the engine's address pool
 */
export async function ensureNetwork(docker: Docker, name: string, subnet: string | null): Promise<void> {
  if (await findNetwork(docker, name)) return;
  // 409: another Spawner process made it in the meantime.
  await ignoring(
    [409],
    docker.createNetwork({
      Name: name,
      Driver: 'bridge',
      CheckDuplicate: true,
      Labels: { [labels.network]: 'true' },
      ...(subnet && { IPAM: { Driver: 'default', Config: [{ Subnet: subnet }] } }),
      Options: {
        'com.docker.network.bridge.enable_icc': 'false',
        'com.docker.network.bridge.name': bridgeName(name),
      },
      abortSignal: changeDeadline(),
    }),
  );
}

/** The same one each time the network is made, so that a firewall's rules still mean it; a kernel takes 15 letters. */
function bridgeName(network: string): string {
  const fits = /^[a-z0-9-]{1,12}$/.test(network);
  return `br-${fits ? network : createHash('sha256').update(network).digest('hex').slice(0, 12)}`;
}

export async function findNetwork(docker: Docker, name: string): Promise<NetworkInspectInfo | null> {
  const networks = await engine(docker.listNetworks({ filters: { name: [name] }, abortSignal: readDeadline() }));
  // The engine's filter also finds names that only contain this one.
  return networks.find((network) => network.Name === name) ?? null;
}

/** A container remembers its network by id: after that one was removed, it has to be told of its successor. */
export async function reconnect(docker: Docker, name: string, container: string): Promise<void> {
  const network = docker.getNetwork(name);
  const options = { Container: container, abortSignal: changeDeadline() };
  await ignoring([404], network.disconnect({ ...options, Force: true }));
  await engine(network.connect(options));
}
