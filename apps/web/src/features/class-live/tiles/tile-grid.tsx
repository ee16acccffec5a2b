import type { LivePerson } from '@spawner/contracts';
import { type KeyboardEvent, useRef, useState } from 'react';
import { useLiveTexts } from '../texts/use-live-texts.js';
import { Tile } from './tile.js';

interface TileGridProps {
  people: readonly LivePerson[];
  /** Whether somebody is about to choose a tile: then none may move. */
  onHold: (holds: boolean) => void;
  onOpen: (userId: number) => void;
}

export function TileGrid({ people, onHold, onOpen }: TileGridProps) {
  const text = useLiveTexts();
  const list = useRef<HTMLUListElement>(null);
  const [reachable, setReachable] = useState<number | null>(null);
  const [over, setOver] = useState(false);
  const first = people.some(({ user_id: id }) => id === reachable) ? reachable : people[0]?.user_id;

  const hold = (pointerIsOver: boolean, focused: Element | null) => {
    setOver(pointerIsOver);
    // A click leaves the focus behind, too; only somebody with a keyboard still chooses.
    onHold(pointerIsOver || (focused?.matches(':focus-visible') ?? false));
  };
  const move = (event: KeyboardEvent) => {
    const tiles = [...(list.current?.querySelectorAll('button') ?? [])];
    const at = tiles.indexOf(document.activeElement as HTMLButtonElement);
    const to = target(event.key, at, tiles);
    if (at < 0 || to === undefined) return;
    event.preventDefault();
    tiles[to]?.focus();
  };
  return (
    <ul
      ref={list}
      aria-label={text('people')}
      className="grid gap-2 sm:grid-cols-3 lg:grid-cols-4 xl:grid-cols-6"
      onPointerEnter={({ pointerType }) => pointerType === 'mouse' && hold(true, null)}
      onPointerLeave={() => hold(false, focusedIn(list.current))}
      onFocus={({ target: tile }) => hold(over, tile)}
      onBlur={({ relatedTarget }) => !list.current?.contains(relatedTarget) && hold(over, null)}
      onKeyDown={move}
    >
      {people.map((person) => (
        <li key={person.user_id} className="min-w-0" onFocus={() => setReachable(person.user_id)}>
          <Tile person={person} reachable={person.user_id === first} onOpen={() => onOpen(person.user_id)} />
        </li>
      ))}
    </ul>
  );
}

const focusedIn = (list: Element | null): Element | null =>
  list?.contains(document.activeElement) ? document.activeElement : null;

/** The tile that a key leads to from this one. */
function target(key: string, at: number, tiles: readonly HTMLElement[]): number | undefined {
  const last = tiles.length - 1;
  const second = tiles.findIndex(({ offsetTop }) => offsetTop !== tiles[0]?.offsetTop);
  const columns = second < 0 ? tiles.length : second;
  const steps: Partial<Record<string, number>> = {
    ArrowRight: at + 1,
    ArrowLeft: at - 1,
    ArrowDown: at + columns,
    ArrowUp: at - columns,
    Home: 0,
    End: last,
  };
  const to = steps[key];
  return to !== undefined && to >= 0 && to <= last ? to : undefined;
}
