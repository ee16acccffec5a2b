import { consolePages } from '@spawner/contracts/values';
import { useQuery } from '@tanstack/react-query';
import { RotateCw } from 'lucide-react';
import { Link } from 'react-router';
import { ProblemAlert } from '../../../components/problem-alert.js';
import { Button } from '../../../components/ui/button.js';
import { Skeleton } from '../../../components/ui/skeleton.js';
import { useTranslation } from '../../../i18n/i18n.js';
import { callAdmin } from '../../../lib/admin-api.js';
import { AttentionList } from './attention-list.js';
import { DiskCard, MemoryCard } from './resources.js';
import { useOverviewTexts } from './texts/use-overview-texts.js';

const REFRESH_MS = 15_000;

/** What needs attention first, then numbers that lead to their lists. */
export function OverviewNumbers() {
  const text = useOverviewTexts();
  const { t } = useTranslation();
  const { data, error, refetch } = useQuery({
    queryKey: ['admin', 'overview'],
    queryFn: ({ signal }) => callAdmin('overview', { signal }),
    refetchInterval: REFRESH_MS,
  });
  return (
    <div className="grid gap-6">
      {error && (
        <ProblemAlert error={error}>
          <Button variant="outline" size="compact" className="mt-1 justify-self-start" onClick={() => void refetch()}>
            <RotateCw aria-hidden />
            {t('common.retry')}
          </Button>
        </ProblemAlert>
      )}
      {!data && !error && <Placeholder label={t('common.loading')} />}
      {data && (
        <>
          <AttentionList attention={data.attention} />
          <div className="grid grid-cols-2 gap-3 xl:grid-cols-4">
            <NumberCard
              to={consolePages.people}
              label={text('people')}
              count={data.people.total}
              note={data.people.blocked > 0 ? text('blocked', { count: data.people.blocked }) : ''}
            />
            <NumberCard
              to={`${consolePages.containers}?state=running`}
              label={text('running')}
              count={data.containers.running}
              note={data.containers.paused > 0 ? text('paused', { count: data.containers.paused }) : ''}
            />
            <NumberCard
              to={`${consolePages.containers}?state=waiting`}
              label={text('waiting')}
              count={data.containers.waiting}
              note={text('waitingText')}
            />
            <NumberCard
              to={`${consolePages.containers}?state=error`}
              label={text('failed')}
              count={data.containers.failed}
              note={text('failedText')}
            />
          </div>
          <div className="grid gap-3 xl:grid-cols-2">
            <MemoryCard memory={data.memory} />
            <DiskCard disk={data.disk} />
          </div>
        </>
      )}
    </div>
  );
}

interface NumberCardProps {
  to: string;
  label: string;
  count: number;
  note: string;
}

function NumberCard({ to, label, count, note }: NumberCardProps) {
  const { language } = useTranslation();
  return (
    <Link
      to={to}
      className="focus-ring grid content-start gap-1 rounded-2xl border bg-card p-4 shadow-card transition-colors hover:bg-muted sm:p-5"
    >
      <span className="text-sm text-muted-foreground">{label}</span>
      <span className="text-3xl font-semibold tracking-tight tabular-nums">{count.toLocaleString(language)}</span>
      <span className="min-h-4 text-xs text-muted-foreground">{note}</span>
    </Link>
  );
}

const Placeholder = ({ label }: { label: string }) => (
  <div role="status" aria-label={label} className="grid grid-cols-2 gap-3 xl:grid-cols-4">
    {['people', 'running', 'waiting', 'failed'].map((name) => (
      <Skeleton key={name} className="h-28 rounded-2xl" />
    ))}
  </div>
);
