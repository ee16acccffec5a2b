import type { ReactNode } from 'react';
import { useTranslation } from '../i18n/i18n.js';
import { ProblemAlert } from './problem-alert.js';
import { Skeleton } from './ui/skeleton.js';

/** In place of a list: a placeholder while it loads, or why it could not be loaded. */
export function Loading({ error }: { error: unknown }): ReactNode {
  const { t } = useTranslation();
  if (error) return <ProblemAlert error={error} />;
  return (
    <div role="status" aria-label={t('common.loading')}>
      <Skeleton className="h-24 w-full rounded-2xl" />
    </div>
  );
}
