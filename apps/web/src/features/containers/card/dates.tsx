import type { Container } from '@spawner/contracts';
import { TimeAgo } from '../../../components/time-ago.js';
import { useTranslation } from '../../../i18n/i18n.js';

export function Dates({ container }: { container: Container }) {
  const { t } = useTranslation();
  const dates = [
    [t('container.created'), container.created_at],
    [t('container.lastUsed'), container.last_used],
  ] as const;
  return (
    <dl className="grid grid-cols-2 gap-4 text-sm">
      {dates.map(([label, at]) => (
        <div key={label}>
          <dt className="text-muted-foreground">{label}</dt>
          <dd className="mt-0.5 font-medium">{at ? <TimeAgo at={at} /> : '–'}</dd>
        </div>
      ))}
    </dl>
  );
}
