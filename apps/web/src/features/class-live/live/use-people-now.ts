import type { LivePerson } from '@spawner/contracts';
import { useMemo } from 'react';
import { useClock } from './clock.js';

/** What time alone has changed: no event comes for that. */
function atTime(person: LivePerson, now: number): LivePerson {
  const { next } = person;
  return next && Date.parse(next.at) <= now ? { ...person, state: next.state, since: next.at, next: null } : person;
}

/** The people as they are now, made anew only when one of them has changed. */
export function usePeopleNow(people: readonly LivePerson[]): readonly LivePerson[] {
  const due = useClock((now) => {
    const passed = people.flatMap(({ next }) => (next && Date.parse(next.at) <= now ? Date.parse(next.at) : []));
    return Math.max(0, ...passed);
  });
  // Everything that was due until the last change that has passed, and nothing later.
  return useMemo(() => people.map((person) => atTime(person, due)), [people, due]);
}
