import type { Finding } from '../../runtime/finding.js';
import { forwardRules, hostRules } from './firewall.js';
import type { Report } from './probe-scripts.js';
import type { Target } from './targets.js';

/** The services' network. */
interface Network {
  readonly bridge: string | null;
  /** What is known of why neighbours reach each other. */
  readonly apart: Finding;
}

/** Whether the probe failed to reach each target that no service may reach. */
export function reachFindings(targets: readonly Target[], report: Report, network: Network): Finding[] {
  return targets.filter(({ places }) => places.length > 0).map((target) => reachFinding(target, report, network));
}

function reachFinding({ what, places, behind }: Target, { tries }: Report, network: Network): Finding {
  const about = `from inside: ${what}`;
  // A neighbour's refusal is a finding, too: its packets must not arrive at all.
  const reached = places.filter((place) => {
    const outcome = tries.get(place);
    return outcome === 'open' || (behind === 'network' && outcome === 'refused');
  });
  if (reached.length > 0) {
    return { result: 'missing', about, says: `reached at ${reached.join(', ')}`, fix: rules(behind, reached, network) };
  }
  if (places.some((place) => !tries.has(place))) return { result: 'unknown', about, says: 'could not be tried' };
  const refused = places.some((place) => tries.get(place) === 'refused');
  return { result: 'holds', about, says: refused ? 'not reached: nothing listens there' : 'not reached' };
}

/** Not one service, but every one that the host will ever have: reported once, as a hint. */
export function hostFinding(place: string, { tries }: Report, network: Network): Finding {
  const about = 'from inside: whatever the host serves on all its addresses';
  return tries.get(place) === 'open'
    ? { result: 'hint', about, says: 'reached', fix: rules('input', [place], network) }
    : { result: 'holds', about, says: 'not reached' };
}

function rules(behind: Target['behind'], places: readonly string[], { bridge, apart }: Network): readonly string[] {
  // Where everything is as it should be, the rules themselves are gone: a firewall that was loaded again removes them.
  if (behind === 'network')
    return apart.fix ?? ["the engine's own firewall rules are missing: systemctl restart docker"];
  if (!bridge) return ['the network has no bridge on this host: close it where it is routed'];
  const addresses = [...new Set(places.map((place) => place.split(':')[0] ?? ''))];
  return behind === 'input' ? hostRules(bridge) : forwardRules(bridge, addresses);
}
