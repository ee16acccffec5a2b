import type { ReactNode } from 'react';
import { ProblemAlert } from './problem-alert.js';
import { Skeleton } from './ui/skeleton.js';
import { useTranslation } from '../i18n/i18n.js';

/** What stands where a list will be: room for it, or why it is not there. */
export function Loading({ error }: { error: unknown }): ReactNode {
  const { t } = useTranslation();
  if (error) return <ProblemAlert error={error} />;
  return (
    <div role="status" aria-label={t('common.loading')}>
      <Skeleton className="h-24 w-full rounded-2xl" />
    </div>
  );
}
