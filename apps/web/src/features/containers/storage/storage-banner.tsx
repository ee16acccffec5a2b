import { useQueries } from '@tanstack/react-query';
import { Alert } from '../../../components/ui/alert.js';
import { useTranslation } from '../../../i18n/i18n.js';
import { byteText } from '../../../lib/quantities.js';
import { containerQuery } from '../live/container.query.js';

/** The limit is on all files of the user together, so it is said once, above the cards. */
export function StorageBanner({ types }: { types: readonly string[] }) {
  const { t, language } = useTranslation();
  const storage = useQueries({
    queries: types.map(containerQuery),
    combine: (cards) => cards.find(({ data }) => data?.storage)?.data?.storage,
  });
  if (!storage) return null;
  const { used_bytes: used, limit_bytes: limit } = storage;
  const facts = { used: byteText(used, language), limit: byteText(limit, language) };
  const isFull = used >= limit;
  return (
    <Alert
      tone={isFull ? 'danger' : 'warning'}
      role="status"
      title={t(isFull ? 'storage.full' : 'storage.nearly', facts)}
    >
      <p className="text-muted-foreground">{t(isFull ? 'storage.fullText' : 'storage.nearlyText')}</p>
    </Alert>
  );
}
