import { RotateCw } from 'lucide-react';
import type { ReactNode } from 'react';
import { useTranslation } from '../i18n/i18n.js';
import { ProblemAlert } from './problem-alert.js';
import { Button } from './ui/button.js';
import { Skeleton } from './ui/skeleton.js';

interface LoadingProps {
  error: unknown;
  onRetry?: () => void;
}

/** In place of a list or a page: a placeholder while it loads, or why it could not be loaded. */
export function Loading({ error, onRetry }: LoadingProps): ReactNode {
  const { t } = useTranslation();
  if (error)
    return (
      <ProblemAlert error={error}>
        {onRetry && (
          <Button variant="outline" size="compact" className="mt-1 justify-self-start" onClick={onRetry}>
            <RotateCw aria-hidden />
            {t('common.retry')}
          </Button>
        )}
      </ProblemAlert>
    );
  return (
    <div role="status" aria-label={t('common.loading')}>
      <Skeleton className="h-24 w-full rounded-2xl" />
    </div>
  );
}
