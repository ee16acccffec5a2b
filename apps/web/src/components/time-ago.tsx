import { useTranslation } from '../i18n/i18n.js';
import { relativeTime } from '../lib/relative-time.js';
import { useNow } from '../lib/use-now.js';

/** A moment relative to now, the exact time on hover. */
export function TimeAgo({ at, className }: { at: string; className?: string }) {
  const { language } = useTranslation();
  const now = useNow(20_000);
  const exact = new Intl.DateTimeFormat(language, { dateStyle: 'medium', timeStyle: 'medium' });
  return (
    <time dateTime={at} title={exact.format(new Date(at))} className={className}>
      {relativeTime(at, now, language)}
    </time>
  );
}
