import type Docker from 'dockerode';
import { answerDeadline, engine, statusOf } from './docker-errors.js';

/**
 * Makes sure the services' network is there. Ours keeps neighbours apart at no cost to a launch: containers on it cannot
 * talk to each other, only the gateway on the host reaches them. An existing network is used as it is.
 * @param subnet CIDR for a new network; null takes the next one of the engine's address pool
 */
export async function ensureNetwork(docker: Docker, name: string, subnet: string | null): Promise<void> {
  const networks = await engine(docker.listNetworks({ filters: { name: [name] }, abortSignal: answerDeadline() }));
  // The engine's filter also finds names that only contain this one.
  if (networks.some((network) => network.Name === name)) return;
  await engine(
    docker.createNetwork({
      Name: name,
      Driver: 'bridge',
      CheckDuplicate: true,
      ...(subnet && { IPAM: { Driver: 'default', Config: [{ Subnet: subnet }] } }),
      Options: { 'com.docker.network.bridge.enable_icc': 'false' },
      abortSignal: answerDeadline(),
    }),
    [409],
  ).catch((error: unknown) => {
    // Another Spawner process made it in the meantime.
    if (statusOf(error) !== 409) throw error;
  });
}
