import type { Finding } from './finding.js';
import { forwardRules, hostRules } from './firewall.js';
import type { Report } from './probe-scripts.js';
import type { Target } from './targets.js';

/** Whether the probe failed to reach each target that no service may reach. */
export function reachFindings(targets: readonly Target[], report: Report, bridge: string | null): Finding[] {
  return targets.filter(({ places }) => places.length > 0).map((target) => reachFinding(target, report, bridge));
}

function reachFinding({ what, places, behind }: Target, { tries }: Report, bridge: string | null): Finding {
  const about = `from inside: ${what}`;
  // A neighbour's refusal is a finding, too: its packets must not arrive at all.
  const reached = places.filter((place) => {
    const outcome = tries.get(place);
    return outcome === 'open' || (behind === 'network' && outcome === 'refused');
  });
  if (reached.length > 0) {
    return { result: 'missing', about, says: `reached at ${reached.join(', ')}`, fix: rules(behind, reached, bridge) };
  }
  if (places.some((place) => !tries.has(place))) return { result: 'unknown', about, says: 'could not be tried' };
  const refused = places.some((place) => tries.get(place) === 'refused');
  return { result: 'holds', about, says: refused ? 'not reached: nothing listens there' : 'not reached' };
}

/** Not one service, but every one that the host will ever have: reported once, as a hint. */
export function hostFinding(place: string, { tries }: Report, bridge: string | null): Finding {
  const about = 'from inside: whatever the host serves on all its addresses';
  return tries.get(place) === 'open'
    ? { result: 'hint', about, says: 'reached', fix: rules('input', [place], bridge) }
    : { result: 'holds', about, says: 'not reached' };
}

function rules(behind: Target['behind'], places: readonly string[], bridge: string | null): string[] {
  if (behind === 'network') return ['see the network above: inter-container traffic has to be off'];
  if (!bridge) return ['the network has no bridge on this host: close it where it is routed'];
  const addresses = [...new Set(places.map((place) => place.split(':')[0] ?? ''))];
  return behind === 'input' ? hostRules(bridge) : forwardRules(bridge, addresses);
}
