import { liveStates } from '@spawner/contracts/values';
import { clsx } from 'clsx';
import { useTranslation } from '../../../i18n/i18n.js';
import { useLiveTexts } from '../texts/use-live-texts.js';
import { type Counts, type Filter, unusualStates } from '../tiles/arrange.js';
import { stateLooks } from '../tiles/state-looks.js';

interface CountersProps {
  counts: Counts;
  filter: Filter;
  onFilter: (filter: Filter) => void;
}

/** "2 rufen · 1 hängt · 20 arbeiten": each number is a filter. All stand there all the time, so that none moves. */
export function Counters({ counts, filter, onFilter }: CountersProps) {
  const text = useLiveTexts();
  const { language } = useTranslation();
  const all = Object.values(counts).reduce((sum, count) => sum + count, 0);
  const unusual = [...unusualStates].reduce((sum, state) => sum + counts[state], 0);
  const look = (pressed: boolean, none: boolean) =>
    clsx(
      'focus-ring inline-flex h-11 items-center gap-1.5 rounded-lg border px-2 text-sm whitespace-nowrap tabular-nums transition-colors md:h-8',
      pressed ? 'border-ring bg-accent text-accent-foreground' : 'border-transparent hover:bg-muted',
      none && !pressed && 'text-muted-foreground max-md:hidden',
    );
  return (
    <div
      role="group"
      aria-label={text('counters')}
      className="-m-1 flex min-w-0 items-center p-1 max-md:overflow-x-auto md:flex-wrap"
    >
      <button
        type="button"
        aria-pressed={filter === 'all'}
        className={look(filter === 'all', false)}
        onClick={() => onFilter('all')}
      >
        <span className="font-semibold">{all.toLocaleString(language)}</span>
        {text('all')}
      </button>
      <button
        type="button"
        aria-pressed={filter === 'unusual'}
        className={look(filter === 'unusual', false)}
        onClick={() => onFilter(filter === 'unusual' ? 'all' : 'unusual')}
      >
        <span className="font-semibold">{unusual.toLocaleString(language)}</span>
        {text('unusual')}
      </button>
      {liveStates.map((state) => {
        const count = counts[state];
        const { Icon, ink } = stateLooks[state];
        return (
          <button
            key={state}
            type="button"
            aria-pressed={filter === state}
            className={look(filter === state, count === 0)}
            // A second click takes the filter away.
            onClick={() => onFilter(filter === state ? 'all' : state)}
          >
            <Icon className={clsx('size-4', count > 0 && ink)} aria-hidden />
            <span className={clsx('font-semibold', count > 0 && ink)}>{count}</span>
            {text(`${count === 1 ? 'one' : 'many'}.${state}`)}
          </button>
        );
      })}
    </div>
  );
}
