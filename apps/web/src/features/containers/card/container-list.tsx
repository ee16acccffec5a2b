import { Inbox, RotateCw } from 'lucide-react';
import { Notice } from '../../../components/notice.js';
import { ProblemAlert } from '../../../components/problem-alert.js';
import { Button } from '../../../components/ui/button.js';
import { Card } from '../../../components/ui/card.js';
import { Skeleton } from '../../../components/ui/skeleton.js';
import { useTranslation } from '../../../i18n/i18n.js';
import type { Receivers } from '../../../lib/event-stream.js';
import { useContainer } from '../live/container.query.js';
import { useContainerTypes } from '../live/containers.query.js';
import { StaleNotice } from '../live/stale-notice.js';
import { useLiveContainers } from '../live/use-live-containers.js';
import { ContainerCard } from './container-card.js';

const grid = 'grid gap-5 md:grid-cols-2 md:gap-6';

/** `also`: what else the page receives from the stream that keeps the cards current. */
export function ContainerList({ also }: { also: Receivers }) {
  const { t } = useTranslation();
  const { data: types, error, refetch, isFetching } = useContainerTypes();
  const lost = useLiveContainers(types !== undefined, also);

  if (types?.length === 0) {
    return <Notice icon={Inbox} title={t('dashboard.emptyTitle')} text={t('dashboard.emptyText')} />;
  }
  if (types) {
    return (
      <>
        {lost && <StaleNotice />}
        <ul className={grid} aria-label={t('dashboard.list')}>
          {types.map((type) => (
            <li key={type} className="grid min-w-0">
              <CachedCard type={type} />
            </li>
          ))}
        </ul>
      </>
    );
  }
  if (error) {
    return (
      <div className="grid max-w-xl gap-4">
        <h2 className="font-semibold tracking-tight">{t('dashboard.failedTitle')}</h2>
        <ProblemAlert error={error} />
        <Button className="justify-self-start" onClick={() => void refetch()} aria-disabled={isFetching}>
          <RotateCw className={isFetching ? 'animate-spin' : undefined} aria-hidden />
          {t('common.retry')}
        </Button>
      </div>
    );
  }
  return (
    <div className={grid} role="status" aria-label={t('common.loading')}>
      <CardSkeleton />
      <CardSkeleton />
    </div>
  );
}

function CachedCard({ type }: { type: string }) {
  const container = useContainer(type);
  return container ? <ContainerCard container={container} /> : <CardSkeleton />;
}

/** As tall as the card, so that nothing moves when it arrives. */
function CardSkeleton() {
  return (
    <Card className="flex flex-col gap-5 p-5 sm:p-6">
      <div className="flex gap-4">
        <Skeleton className="size-11" />
        <div className="grid flex-1 content-start gap-1">
          <Skeleton className="h-7 w-3/5" />
          <Skeleton className="h-5 w-4/5" />
        </div>
      </div>
      <Skeleton className="h-11.5 md:h-9.5" />
      <Skeleton className="h-34" />
      <Skeleton className="h-11" />
      <div className="h-11 md:h-9" />
    </Card>
  );
}
