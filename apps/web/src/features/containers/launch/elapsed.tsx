import { useTranslation } from '../../../i18n/i18n.js';
import { durationText } from '../../../lib/quantities.js';
import { useNow } from '../../../lib/use-now.js';

const LONG_MS = 30_000;

/** The time since `since`, once it is more than LONG_MS. */
export function Elapsed({ since }: { since: string | number }) {
  const { t, language } = useTranslation();
  const elapsed = useNow(1_000) - new Date(since).getTime();
  if (elapsed < LONG_MS) return null;
  return (
    <span className="text-muted-foreground tabular-nums">
      {t('launch.since', { time: durationText(elapsed, language) })}
    </span>
  );
}
