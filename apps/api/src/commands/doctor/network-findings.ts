import type { NetworkFacts } from '../../runtime/docker/network-facts.js';
import { networkWarnings } from '../../runtime/docker/network-warnings.js';
import type { Finding } from '../../runtime/finding.js';

/** How the services' network is made. What it really isolates, the probe finds out. */
export function networkFindings(network: NetworkFacts): Finding[] {
  const about = `network ${network.name}`;
  const room = network.room - network.services - network.others.length;
  return [
    ...networkWarnings(network, 0).map((says): Finding => ({ result: 'hint', about, says })),
    {
      result: room > 0 ? 'holds' : 'missing',
      about: 'addresses',
      says: `${String(room)} of ${String(network.room)} are free`,
      ...(room <= 0 && { fix: ['set DOCKER_SUBNET to a larger free range, such as a /20', ...anew(network.name)] }),
    },
  ];
}

const anew = (name: string): string[] => [
  'stop every container on it, then let the next launch make it anew:',
  `docker network rm ${name}`,
];
