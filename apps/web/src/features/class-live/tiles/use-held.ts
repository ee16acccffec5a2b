import { useEffect, useState } from 'react';

const AFTER_MS = 2_000;

interface Held {
  shown: readonly number[];
  /** There is another order, which waits. */
  waits: boolean;
}

/**
 * Keeps the order of the tiles while somebody is about to choose one, and for 2 s after that. Those who come meanwhile
 * are put at the end. Another `wish`, a filter or a way to sort, applies at once.
 */
export function useHeld(order: readonly number[], holds: boolean, wish: string): Held {
  const [held, setHeld] = useState({ order, wish, still: false });
  const still = holds || held.still;

  // While rendering: an effect would show the tiles in the new order for a moment.
  if (holds && !held.still) setHeld({ ...held, still: true });
  else if (held.wish !== wish || (!still && !isSame(held.order, order))) setHeld({ order, wish, still });

  useEffect(() => {
    if (holds || !held.still) return;
    const timer = setTimeout(() => setHeld((before) => ({ ...before, still: false })), AFTER_MS);
    return () => clearTimeout(timer);
  }, [holds, held.still]);

  const shown = held.wish === wish ? held.order : order;
  const added = order.filter((id) => !shown.includes(id));
  return { shown: added.length > 0 ? [...shown, ...added] : shown, waits: still && !isSame(shown, order) };
}

const isSame = (one: readonly number[], other: readonly number[]): boolean =>
  one.length === other.length && one.every((id, index) => id === other[index]);
