import type { Visited } from '@spawner/contracts';
import { useMutation } from '@tanstack/react-query';
import { ProblemAlert } from '../../../components/problem-alert.js';
import { TimeAgo } from '../../../components/time-ago.js';
import { Alert } from '../../../components/ui/alert.js';
import { Button } from '../../../components/ui/button.js';
import { useTranslation } from '../../../i18n/i18n.js';
import { call } from '../../../lib/api.js';

const titles = { collected: 'visit.collected', reset: 'visit.reset' } as const;

/**
 * Somebody else has opened the service, collected from it or reset it. Once the owner dismisses it, an event removes it
 * from every open page.
 */
export function VisitedNotice({ type, visited: { kind, by, as, at } }: { type: string; visited: Visited }) {
  const { t } = useTranslation();
  const dismiss = useMutation({ mutationFn: () => call('dismissVisit', { params: { type } }) });
  const title = kind === 'visited' ? (`visit.noticed.${as ?? 'admin'}` as const) : titles[kind];
  return (
    <Alert tone="warning" role="status" className="animate-enter" title={t(title, { by })}>
      <div className="flex flex-wrap items-center justify-between gap-x-3 text-muted-foreground">
        <TimeAgo at={at} />
        <Button variant="outline" size="compact" onClick={() => dismiss.mutate()} aria-disabled={dismiss.isPending}>
          {t('visit.dismiss')}
        </Button>
      </div>
      {dismiss.isError && <ProblemAlert error={dismiss.error} />}
    </Alert>
  );
}
