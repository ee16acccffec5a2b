import { createHash } from 'node:crypto';

/**
 * The bridge of a services' network. Always the same, so that a firewall's rules still hold after the network is made
 * anew; the kernel takes 15 letters.
 */
export function bridgeName(network: string): string {
  const fits = /^[a-z0-9-]{1,12}$/.test(network);
  return `br-${fits ? network : createHash('sha256').update(network).digest('hex').slice(0, 12)}`;
}

/** Options of the services' network: its containers cannot reach each other. */
export const networkOptions = (network: string) =>
  ({
    'com.docker.network.bridge.enable_icc': 'false',
    'com.docker.network.bridge.name': bridgeName(network),
  }) as const;
