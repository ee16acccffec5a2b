import { useQuery } from '@tanstack/react-query';
import { Alert } from '../../components/ui/alert.js';
import { useTranslation } from '../../i18n/i18n.js';
import { callAdmin } from '../../lib/admin-api.js';

/** For admins: protections that are promised and missing. Without an answer nothing is shown, as with a healthy host. */
export function WeaknessesNotice() {
  const { t } = useTranslation();
  const { data } = useQuery({
    queryKey: ['weaknesses'],
    queryFn: ({ signal }) => callAdmin('weaknesses', { signal }),
    retry: false,
  });
  const missing = data?.weaknesses.filter(({ level }) => level === 'missing') ?? [];
  if (missing.length === 0) return null;
  return (
    <Alert tone="warning" role="note" title={t('weaknesses.title')}>
      <ul className="grid list-disc gap-1 pl-4">
        {missing.map(({ name }) => (
          <li key={name}>{t(`weaknesses.${name}`)}</li>
        ))}
      </ul>
      <details className="text-muted-foreground">
        <summary className="focus-ring w-fit cursor-pointer rounded-sm">{t('weaknesses.advice')}</summary>
        <pre className="mt-1 text-xs whitespace-pre-wrap" lang="en">
          {[...new Set(missing.flatMap(({ fix }) => fix))].join('\n')}
        </pre>
      </details>
    </Alert>
  );
}
