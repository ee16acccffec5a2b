import type { LivePerson, LiveState } from '@spawner/contracts';
import { useEffect, useRef, useState } from 'react';
import { useLiveTexts } from '../texts/use-live-texts.js';

/** Reads out who calls and whose container has failed, and nothing else: thirty tiles change all the time. */
export function Announcements({ people }: { people: readonly LivePerson[] }) {
  const text = useLiveTexts();
  const before = useRef<ReadonlyMap<number, LiveState> | null>(null);
  const [news, setNews] = useState('');
  useEffect(() => {
    const known = before.current;
    before.current = new Map(people.map(({ user_id: id, state }) => [id, state]));
    if (known === null) return;
    const lines = people
      .filter(({ user_id: id, state }) => known.get(id) !== state)
      .flatMap(({ name, state }) =>
        state === 'help' ? text('calls', { name }) : state === 'failed' ? text('fails', { name }) : [],
      );
    if (lines.length > 0) setNews(lines.join(' '));
  }, [people, text]);
  return (
    <p role="status" className="sr-only">
      {news}
    </p>
  );
}
