import { readFileSync } from 'node:fs';
import type { Finding } from '../finding.js';
import type { EngineInfo } from './docker-client.js';
import { ENGINES_OWN, type NetworkFacts } from './network-facts.js';

const about = 'neighbours';
const weakness = 'neighbours';

/**
 * Whether containers are kept apart on the services' network. Its option alone does nothing: the kernel also has to let
 * bridged packets pass the firewall.
 * @param network null before it has been made
 */
export function neighbourFinding(network: NetworkFacts | null, engine: EngineInfo): Finding {
  if (network && !network.neighboursApart) {
    const fix =
      network.name === ENGINES_OWN
        ? ['/etc/docker/daemon.json: "icc": false, then restart Docker']
        : ['stop every container on it, then let the next launch make it anew:', `docker network rm ${network.name}`];
    return {
      result: 'missing',
      about,
      says: `inter-container traffic is on in the network ${network.name}`,
      fix,
      weakness,
    };
  }
  const bridge = network?.bridge ?? null;
  const off = [
    ...(filters(engine.BridgeNfIptables, 'iptables', bridge) ? [] : ['net.bridge.bridge-nf-call-iptables']),
    ...(!network?.ipv6 || filters(engine.BridgeNfIp6tables, 'ip6tables', bridge)
      ? []
      : ['net.bridge.bridge-nf-call-ip6tables']),
  ];
  if (off.length === 0) return { result: 'holds', about, says: 'kept apart by the firewall of the engine' };
  const lines = off.map((name) => `${name}=1`);
  return {
    result: 'missing',
    about,
    says: `containers reach each other: the kernel does not pass their packets to the firewall (${off.join(', ')} is 0)`,
    fix: [
      'modprobe br_netfilter',
      ...lines.map((line) => `sysctl -w ${line}`),
      'and for the next boot:',
      'echo br_netfilter > /etc/modules-load.d/spawner.conf',
      `printf '%s\\n' ${lines.join(' ')} > /etc/sysctl.d/99-spawner.conf`,
    ],
    weakness,
  };
}

/** As the engine reports it, else as the kernel does where this process sees the engine's bridge; true if neither says. */
function filters(reported: boolean | undefined, table: 'iptables' | 'ip6tables', bridge: string | null): boolean {
  if (reported !== undefined) return reported;
  const [own, all] = [
    `/sys/class/net/${bridge ?? ''}/bridge/nf_call_${table}`,
    `/proc/sys/net/bridge/bridge-nf-call-${table}`,
  ];
  const [forBridge, forAll] = bridge === null ? [] : [own, all].map(read);
  return forBridge === undefined || forAll === undefined || forBridge === '1' || forAll === '1';
}

function read(path: string): string | undefined {
  try {
    return readFileSync(path, 'utf8').trim();
  } catch {
    return undefined;
  }
}
