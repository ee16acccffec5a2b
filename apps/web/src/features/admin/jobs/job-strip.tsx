import type { Job } from '@spawner/contracts';
import { Ban, CircleAlert, CircleCheck, RotateCw, X } from 'lucide-react';
import { useState } from 'react';
import { ProblemAlert } from '../../../components/problem-alert.js';
import { Button } from '../../../components/ui/button.js';
import { Progress } from '../../../components/ui/progress.js';
import { useConsoleTexts } from '../texts/use-console-texts.js';
import { hasEnded, useJobAct, useJobItems, useOwnJobs } from './jobs.query.js';

/** One that ended before this was opened is news no longer. */
const NEWS_MS = 60 * 60_000;

/** Bulk acts of one's own above every page: how far they are, and how they ended until that is dismissed. */
export function JobStrip() {
  const { data: jobs = [] } = useOwnJobs();
  const [opened] = useState(() => Date.now());
  const [dismissed, setDismissed] = useState<readonly string[]>([]);
  const shown = jobs.filter(
    (job) => !dismissed.includes(job.id) && (!hasEnded(job) || Date.parse(job.created_at) > opened - NEWS_MS),
  );
  if (shown.length === 0) return null;
  return (
    <ul className="mb-6 grid gap-2">
      {shown.map((job) => (
        <li key={job.id} className="rounded-2xl border bg-card px-4 py-3 text-sm shadow-card">
          <JobRow job={job} onDismiss={() => setDismissed([...dismissed, job.id])} />
        </li>
      ))}
    </ul>
  );
}

function JobRow({ job, onDismiss }: { job: Job; onDismiss: () => void }) {
  const text = useConsoleTexts();
  const cancel = useJobAct('cancelJob');
  const retry = useJobAct('retryJob');
  const ended = hasEnded(job);
  const through = job.done + job.failed + job.skipped;
  const Icon = job.failed > 0 ? CircleAlert : job.state === 'cancelled' ? Ban : CircleCheck;
  const error = cancel.error ?? retry.error;
  const numbers = [
    text('jobs.done', { done: job.done, total: job.total }),
    ...(job.failed > 0 ? [text('jobs.failed', { count: job.failed })] : []),
    ...(job.skipped > 0 ? [text('jobs.skipped', { count: job.skipped })] : []),
  ];
  return (
    <div className="grid gap-2">
      <div className="flex flex-wrap items-center gap-x-4 gap-y-2">
        <p className="flex min-w-0 flex-1 basis-40 items-start gap-2" role="status">
          {ended && (
            <Icon
              className={job.failed > 0 ? 'mt-0.5 size-4 shrink-0 text-danger' : 'mt-0.5 size-4 shrink-0 text-success'}
              aria-hidden
            />
          )}
          <span className="min-w-0">
            <span className="font-medium">{kindText(job.kind, text)}</span>
            {ended && `: ${text(job.state === 'cancelled' ? 'jobs.wasCancelled' : 'jobs.ended')}`}
            <span className="block text-muted-foreground tabular-nums">{numbers.join(' · ')}</span>
          </span>
        </p>
        <div className="flex flex-wrap gap-2">
          {!ended && (
            <Button
              variant="outline"
              size="compact"
              onClick={() => cancel.mutate(job.id)}
              aria-disabled={cancel.isPending}
            >
              <Ban aria-hidden />
              {text('jobs.cancel')}
            </Button>
          )}
          {ended && job.failed > 0 && (
            <Button
              variant="outline"
              size="compact"
              onClick={() => retry.mutate(job.id)}
              aria-disabled={retry.isPending}
            >
              <RotateCw aria-hidden />
              {text('jobs.retry')}
            </Button>
          )}
          {ended && (
            <Button variant="ghost" size="icon" aria-label={text('jobs.dismiss')} onClick={onDismiss}>
              <X aria-hidden />
            </Button>
          )}
        </div>
      </div>
      {!ended && (
        <Progress percent={job.total > 0 ? (100 * through) / job.total : null} label={kindText(job.kind, text)} />
      )}
      {ended && job.failed + job.skipped > 0 && <Reasons job={job} />}
      {error && <ProblemAlert error={error} />}
    </div>
  );
}

/** What failed, loaded once it is opened. */
function Reasons({ job }: { job: Job }) {
  const text = useConsoleTexts();
  const [open, setOpen] = useState(false);
  const { data: items = [], error } = useJobItems(job.id, open);
  return (
    <details className="text-muted-foreground" onToggle={({ currentTarget }) => setOpen(currentTarget.open)}>
      <summary className="focus-ring w-fit rounded-sm">{text('jobs.why')}</summary>
      {error && <ProblemAlert error={error} />}
      <ul className="mt-2 grid max-h-60 gap-1 overflow-y-auto">
        {items.map(({ seq, label, reason, code }) => (
          <li key={seq} className="flex flex-wrap gap-x-2">
            <span className="text-foreground wrap-anywhere">{label}</span>
            {reason ?? code ?? text('jobs.nothingToDo')}
          </li>
        ))}
      </ul>
    </details>
  );
}

const kinds = [
  'block',
  'unblock',
  'delete',
  'role',
  'logout',
  'approve',
  'refuse',
  'stop',
  'restart',
  'recreate',
  'remove',
] as const;
type Kind = (typeof kinds)[number];

/** `people.block` and `block` alike; a kind of a newer server by its own name. */
function kindText(kind: string, text: ReturnType<typeof useConsoleTexts>): string {
  const known: Kind | undefined = kinds.find((name) => kind === name || kind.endsWith(`_${name}`));
  return known ? text(`jobs.kinds.${known}`) : kind;
}
