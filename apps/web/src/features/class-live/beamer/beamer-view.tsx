import type { Lesson, LivePerson } from '@spawner/contracts';
import { clsx } from 'clsx';
import { X } from 'lucide-react';
import { type CSSProperties, useEffect, useId, useRef } from 'react';
import { Button } from '../../../components/ui/button.js';
import { LessonClock } from '../head/lesson-clock.js';
import { useLiveTexts } from '../texts/use-live-texts.js';
import { stateLooks } from '../tiles/state-looks.js';

interface BeamerViewProps {
  name: string;
  lesson: Lesson | null;
  /** By name: everybody looks for their own. */
  people: readonly LivePerson[];
  onClose: () => void;
}

/** For the wall of the classroom: only names and signs, nothing that is meant for the teacher alone. */
export function BeamerView({ name, lesson, people, onClose }: BeamerViewProps) {
  const text = useLiveTexts();
  const dialog = useRef<HTMLDialogElement>(null);
  const heading = useId();
  useEffect(() => {
    dialog.current?.showModal();
    // Not on the button: its ring would be the brightest thing on the wall.
    dialog.current?.focus();
  }, []);
  const columns = columnsOf(people.length);
  return (
    <dialog
      ref={dialog}
      tabIndex={-1}
      aria-labelledby={heading}
      onClose={onClose}
      className="m-0 hidden outline-none h-dvh max-h-none w-dvw max-w-none flex-col gap-[1.5vmin] bg-background p-[2vmin] text-foreground open:flex"
    >
      <header className="flex flex-wrap items-center justify-between gap-x-6">
        <h2
          id={heading}
          className="max-w-full truncate text-[clamp(1.25rem,3.4vmin,3rem)] font-semibold tracking-tight"
        >
          {name}
        </h2>
        <span className="flex items-center gap-6">
          <LessonClock lesson={lesson} className="text-[clamp(1rem,2.6vmin,2.25rem)] whitespace-nowrap" />
          <Button
            variant="ghost"
            size="icon"
            aria-label={text('leaveBeamer')}
            title={text('leaveBeamer')}
            onClick={() => dialog.current?.close()}
          >
            <X aria-hidden />
          </Button>
        </span>
      </header>
      <ul
        aria-label={text('people')}
        className="grid min-h-0 flex-1 auto-rows-[minmax(min-content,1fr)] grid-cols-2 gap-[1vmin] overflow-y-auto sm:grid-cols-(--columns)"
        style={{ '--columns': `repeat(${columns}, minmax(0, 1fr))` } as CSSProperties}
      >
        {people.map((person) => (
          <BeamerTile key={person.user_id} person={person} />
        ))}
      </ul>
    </dialog>
  );
}

function BeamerTile({ person: { name, state } }: { person: LivePerson }) {
  const text = useLiveTexts();
  const { Icon, ink, box } = stateLooks[state];
  return (
    <li
      className={clsx(
        'flex items-center gap-[1.4vmin] overflow-hidden rounded-[1.2vmin] border-2 px-[1.6vmin] py-[0.5vmin]',
        box,
      )}
    >
      <Icon className={clsx('size-[clamp(1.25rem,5vmin,4rem)] shrink-0', ink)} aria-hidden />
      <span className="grid min-w-0">
        <span
          className={clsx(
            'line-clamp-2 text-[clamp(0.875rem,2.5vmin,2.25rem)] leading-tight font-semibold wrap-anywhere',
            state === 'absent' && 'text-muted-foreground',
          )}
        >
          {name}
        </span>
        <span className={clsx('truncate text-[clamp(0.8125rem,2.2vmin,2rem)] leading-tight font-medium', ink)}>
          {text(`states.${state}`)}
        </span>
      </span>
    </li>
  );
}

/** Tiles about twice as wide as high on a wide screen. */
const columnsOf = (people: number): number => Math.min(8, Math.max(3, Math.ceil(Math.sqrt(people * 1.1))));
