import { labels } from '@spawner/engine';
import type { ContainerInfo, NetworkInspectInfo } from 'dockerode';

/** The network that every engine has. It cannot have labels, and its options are the engine's. */
export const ENGINES_OWN = 'bridge';

/** What of the services' network matters for isolation and for room. */
export interface NetworkFacts {
  readonly name: string;
  /** Its interface on the host; null where the driver has none. */
  readonly bridge: string | null;
  /** Or it is the engine's own, which has what its operator has set. */
  readonly madeByUs: boolean;
  readonly neighboursApart: boolean;
  readonly ipv6: boolean;
  /** Null is the engine's own. */
  readonly mtu: string | null;
  /** How many containers can have an address at the same time. */
  readonly room: number;
  /** Running containers on it. */
  readonly services: number;
  readonly others: readonly string[];
}

/** @param attached the containers that run on it */
export function networkFacts(
  { Name, Id, Driver, IPAM, Labels, Options, EnableIPv6 }: NetworkInspectInfo,
  attached: readonly ContainerInfo[],
): NetworkFacts {
  const pools = (IPAM?.Config ?? []) as readonly { Subnet?: string; IPRange?: string }[];
  const others = attached.filter(({ Labels: own }) => !own[labels.installation] && !own[labels.door]);
  return {
    name: Name,
    bridge: Driver === 'bridge' ? (Options?.['com.docker.network.bridge.name'] ?? `br-${Id.slice(0, 12)}`) : null,
    madeByUs: Labels?.[labels.network] !== undefined || Name === ENGINES_OWN,
    neighboursApart: Options?.['com.docker.network.bridge.enable_icc'] === 'false',
    ipv6: EnableIPv6,
    mtu: Options?.['com.docker.network.driver.mtu'] ?? null,
    room: pools.reduce((sum, { Subnet, IPRange }) => sum + roomIn(IPRange ?? Subnet ?? ''), 0),
    services: attached.length - others.length,
    others: others.map((container) => container.Names[0]?.replace(/^\//, '') ?? container.Id),
  };
}

/** Addresses of an IPv4 range, without the network's own, the broadcast one and the gateway's. */
export function roomIn(range: string): number {
  const [, bits] = /^[\d.]+\/(\d+)$/.exec(range) ?? [];
  return bits === undefined ? 0 : Math.max(0, 2 ** (32 - Number(bits)) - 3);
}
