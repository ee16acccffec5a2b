import { labels } from '@spawner/engine';
import type Docker from 'dockerode';
import type { NetworkInspectInfo } from 'dockerode';
import { engine, readDeadline } from './docker-errors.js';
import { findNetwork } from './docker-network.js';

/** What matters of the services' network to whoever wants them apart, and room for more of them. */
export interface NetworkFacts {
  readonly name: string;
  /** Its interface on the host; null where the driver has none. */
  readonly bridge: string | null;
  readonly madeByUs: boolean;
  readonly neighboursApart: boolean;
  /** How many containers can have an address at the same time. */
  readonly room: number;
  /** Running containers on it. */
  readonly services: number;
  readonly others: readonly string[];
}

/** Null where it has not been made yet: the first launch does that. */
export async function networkFacts(docker: Docker, name: string): Promise<NetworkFacts | null> {
  const network = await findNetwork(docker, name);
  if (!network) return null;
  const filters = { network: [name] };
  const attached = await engine(docker.listContainers({ filters, abortSignal: readDeadline() }));
  const others = attached.filter(({ Labels }) => !Labels[labels.installation]);
  return {
    ...factsOf(network),
    services: attached.length - others.length,
    others: others.map(({ Id, Names }) => Names[0]?.replace(/^\//, '') ?? Id),
  };
}

function factsOf({ Name, Id, Driver, IPAM, Labels, Options }: NetworkInspectInfo) {
  const pools = (IPAM?.Config ?? []) as readonly { Subnet?: string; IPRange?: string }[];
  return {
    name: Name,
    bridge: Driver === 'bridge' ? (Options?.['com.docker.network.bridge.name'] ?? `br-${Id.slice(0, 12)}`) : null,
    madeByUs: Labels?.[labels.network] !== undefined,
    neighboursApart: Options?.['com.docker.network.bridge.enable_icc'] === 'false',
    room: pools.reduce((sum, { Subnet, IPRange }) => sum + roomIn(IPRange ?? Subnet ?? ''), 0),
  };
}

/** Of an IPv4 range, without the network's own address, the broadcast one and the gateway's. */
export function roomIn(range: string): number {
  const [, bits] = /^[\d.]+\/(\d+)$/.exec(range) ?? [];
  return bits === undefined ? 0 : Math.max(0, 2 ** (32 - Number(bits)) - 3);
}
