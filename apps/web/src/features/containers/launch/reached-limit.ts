import type { ReachedLimit } from '@spawner/contracts';
import { ApiProblem } from '../../../lib/problem.js';

/** Of these kinds, a container that is stopped gives something back. */
const freedByStop: ReadonlySet<ReachedLimit['kind']> = new Set(['running', 'memory', 'cpu']);
const stoppable: ReadonlySet<string> = new Set(['running', 'paused']);

/** The types whose stop may let the refused launch through, the least recently used first. */
export function stopCandidates(error: unknown): string[] {
  const limit = error instanceof ApiProblem ? error.problem.limit : undefined;
  if (!limit || !freedByStop.has(limit.kind)) return [];
  return limit.holding
    .filter(({ status }) => stoppable.has(status))
    .sort((a, b) => (a.last_used ?? '').localeCompare(b.last_used ?? ''))
    .map(({ type }) => type);
}
