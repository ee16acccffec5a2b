import { Alert } from '../../../components/ui/alert.js';
import { useTranslation } from '../../../i18n/i18n.js';
import { relativeTime } from '../../../lib/relative-time.js';
import { useNow } from '../../../lib/use-now.js';

/** The runtime does not answer: the card shows the last known status. */
export function OutdatedNotice({ asOf }: { asOf: string }) {
  const { t, language } = useTranslation();
  const now = useNow(20_000);
  return (
    <Alert tone="warning" role="status" className="animate-enter">
      <p>
        {now - Date.parse(asOf) < 60_000
          ? t('container.justOutdated')
          : t('container.outdated', { time: relativeTime(asOf, now, language) })}
      </p>
    </Alert>
  );
}
