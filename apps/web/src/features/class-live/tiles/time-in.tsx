import { useTranslation } from '../../../i18n/i18n.js';
import { useClock } from '../live/clock.js';
import { shortTime } from './short-time.js';

/** How long a state lasts. Rendered again only when the text changes. */
export function TimeIn({ since }: { since: string }) {
  const { language } = useTranslation();
  return <>{useClock((now) => shortTime(now - Date.parse(since), language))}</>;
}
