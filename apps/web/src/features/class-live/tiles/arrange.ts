import type { LivePerson, LiveState } from '@spawner/contracts';
import { liveStates } from '@spawner/contracts/values';

export const sortings = ['state', 'name'] as const;
export type Sorting = (typeof sortings)[number];

/** `unusual`: those who need somebody, or may soon. */
export type Filter = LiveState | 'all' | 'unusual';

export const unusualStates: ReadonlySet<LiveState> = new Set(['help', 'failed', 'stuck', 'waiting']);

/** The people whom a filter leaves, in the order of their tiles. */
export function arrange(people: readonly LivePerson[], filter: Filter, sorting: Sorting, language: string): number[] {
  const collator = new Intl.Collator(language, { numeric: true });
  const byName = (one: LivePerson, other: LivePerson) =>
    collator.compare(one.name, other.name) || one.user_id - other.user_id;
  const byState = (one: LivePerson, other: LivePerson) =>
    liveStates.indexOf(one.state) - liveStates.indexOf(other.state) ||
    (one.help?.place ?? 0) - (other.help?.place ?? 0) ||
    byName(one, other);
  return people
    .filter(({ state }) => filter === 'all' || (filter === 'unusual' ? unusualStates.has(state) : state === filter))
    .sort(sorting === 'name' ? byName : byState)
    .map(({ user_id: id }) => id);
}

export type Counts = Readonly<Record<LiveState, number>>;

export function countsOf(people: readonly LivePerson[]): Counts {
  const counts = Object.fromEntries(liveStates.map((state) => [state, 0])) as Record<LiveState, number>;
  for (const { state } of people) counts[state] += 1;
  return counts;
}
