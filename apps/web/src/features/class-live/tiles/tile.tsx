import type { LivePerson } from '@spawner/contracts';
import { launchPhases } from '@spawner/contracts/values';
import { clsx } from 'clsx';
import { useTranslation } from '../../../i18n/i18n.js';
import { waitText } from '../../../i18n/wait-text.js';
import { useLiveTexts } from '../texts/use-live-texts.js';
import { stateLooks } from './state-looks.js';
import { TileBadges } from './tile-badges.js';
import { TimeIn } from './time-in.js';

interface TileProps {
  person: LivePerson;
  /** One tile at a time is reached with the Tab key, the others from there with the arrows. */
  reachable: boolean;
  onOpen: () => void;
}

export function Tile({ person, reachable, onOpen }: TileProps) {
  const text = useLiveTexts();
  const { name, state, since } = person;
  const { Icon, ink, box } = stateLooks[state];
  return (
    <button
      type="button"
      tabIndex={reachable ? 0 : -1}
      aria-haspopup="dialog"
      onClick={onOpen}
      className={clsx(
        'focus-ring grid h-full w-full grid-cols-[minmax(0,1fr)_auto] items-center sm:content-start max-sm:content-center gap-x-2 gap-y-0.5 rounded-xl border px-3 py-2 text-left',
        'shadow-xs transition-[background-color,border-color] duration-300 hover:border-ring max-sm:min-h-12 sm:min-h-21',
        box,
        state === 'absent' && 'text-muted-foreground',
      )}
    >
      <span className="flex min-w-0 items-center gap-2 sm:col-span-2">
        <span className="min-w-0 flex-1 truncate text-sm font-medium" title={name}>
          {name}
        </span>
        <TileBadges person={person} />
      </span>
      {/* Beside the name on a phone, below it elsewhere. */}
      <span className="flex items-center gap-2 sm:contents">
        <span className={clsx('flex min-w-0 items-center gap-1.5 text-sm', ink)}>
          <Icon className={clsx('size-4 shrink-0', state === 'starting' && 'animate-spin')} aria-hidden />
          <span className="truncate font-medium">{text(`states.${state}`)}</span>
        </span>
        {since && (
          <span className="text-xs whitespace-nowrap text-muted-foreground tabular-nums">
            <TimeIn since={since} />
          </span>
        )}
      </span>
      <More person={person} />
    </button>
  );
}

/** The third line: what the state alone does not say. */
function More({ person }: { person: LivePerson }) {
  const { state, help, failure, phase, percent, queue_position: place, waits_for: waits } = person;
  const text = useLiveTexts();
  const { t } = useTranslation();
  const line = 'col-span-2 truncate text-xs text-muted-foreground';
  if (state === 'help' && help)
    return (
      <span className={line}>
        {text('place', { place: help.place })}
        {help.text !== null && ` · ${help.text}`}
      </span>
    );
  if (state === 'failed' && failure)
    return (
      <span className={line} title={failure.reason}>
        {failure.reason}
      </span>
    );
  if (state === 'waiting' && waits) {
    const words = waitText(t, waits, 'other');
    return (
      <span className={line} title={words}>
        {words}
      </span>
    );
  }
  if (phase === null) return null;
  return (
    <span className="col-span-2 flex items-center gap-2 text-xs text-muted-foreground">
      <span className="whitespace-nowrap tabular-nums">
        {phase === 'queued' && place !== null
          ? text('place', { place })
          : phase === 'image' && percent !== null
            ? text('image', { percent: Math.round(percent) })
            : text(`steps.${phase}`)}
      </span>
      {phase !== 'queued' && <PhaseBar phase={phase} percent={percent} />}
    </span>
  );
}

/** The words beside it say the same. */
function PhaseBar({ phase, percent }: Pick<LivePerson, 'percent'> & { phase: NonNullable<LivePerson['phase']> }) {
  const through = launchPhases.indexOf(phase) + (percent ?? 50) / 100;
  return (
    <span aria-hidden className="h-1.5 min-w-8 flex-1 overflow-hidden rounded-full bg-muted">
      <span
        className="block h-full rounded-full bg-primary transition-[width] duration-500"
        style={{ width: `${(100 * through) / launchPhases.length}%` }}
      />
    </span>
  );
}
