import { clsx } from 'clsx';
import { useNow } from '../../lib/use-now.js';
import { TimeAgo } from '../time-ago.js';
import { useTableTexts } from './texts/use-table-texts.js';

const MINUTE_MS = 60_000;
/** `last_seen_at` and visits are stored about once a minute. */
const PRESENT_MS = 5 * MINUTE_MS;
const LONG_AGO_MS = 90 * 24 * 60 * MINUTE_MS;

/** "jetzt" with a dot, else how long ago, the exact time on hover. The colour only repeats what the words say. */
export function LastSeen({ at }: { at: string | null }) {
  const text = useTableTexts();
  const age = useNow(MINUTE_MS) - Date.parse(at ?? '');
  if (at === null) return <span className="text-muted-foreground">{text('never')}</span>;
  if (age < PRESENT_MS)
    return (
      <span className="inline-flex items-center gap-1.5 text-success">
        <span aria-hidden className="size-2 rounded-full bg-current" />
        {text('now')}
      </span>
    );
  return <TimeAgo at={at} className={clsx('whitespace-nowrap', age > LONG_AGO_MS && 'text-warning')} />;
}
