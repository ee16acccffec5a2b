import type { StorageNotice } from '@spawner/contracts';
import { Alert } from '../../../components/ui/alert.js';
import { useTranslation } from '../../../i18n/i18n.js';
import { byteText } from '../../../lib/quantities.js';
import { clockTime } from '../../../lib/relative-time.js';

/** The owner stores nearly as much as allowed, or more. */
export function StorageAlert({ storage }: { storage: StorageNotice }) {
  const { t, language } = useTranslation();
  const { used_bytes: used, limit_bytes: limit, stops_at: stopsAt } = storage;
  const sizes = { used: byteText(used, language), limit: byteText(limit, language) };
  return (
    <Alert tone="warning" role="status" className="animate-enter">
      <p>{t(used < limit ? 'storage.near' : 'storage.full', sizes)}</p>
      {stopsAt !== null && <p>{t('storage.stops', { time: clockTime(stopsAt, language) })}</p>}
    </Alert>
  );
}
