import type { Job } from '@spawner/contracts';
import { clsx } from 'clsx';
import { Ban, CircleAlert, CircleCheck, RotateCw, X } from 'lucide-react';
import { useState } from 'react';
import { ProblemAlert } from '../problem-alert.js';
import { Button } from '../ui/button.js';
import { Progress } from '../ui/progress.js';
import { hasEnded, useJobAct, useJobItems, useOwnJobs } from './jobs.query.js';
import { useJobTexts } from './texts/use-job-texts.js';

/** One that ended before this was opened is news no longer. */
const NEWS_MS = 60 * 60_000;

const hasSucceeded = (job: Job): boolean => hasEnded(job) && job.failed === 0;

const rowLook = (dense: boolean) =>
  clsx('grid gap-2 rounded-2xl border bg-card px-4 text-sm shadow-card', dense ? 'py-2 md:py-1' : 'py-3');

interface JobStripProps {
  /** In one line, above what is to fit without scrolling. */
  dense?: boolean;
  /** Only those that are about this class. */
  classId?: number;
  /** Of others who lead the class: what is under way, and what failed. */
  others?: readonly Job[];
}

/**
 * Bulk acts above every page: how far they are, and how they ended until that is dismissed. Of those without a failure
 * only the newest, or a lesson piles them up.
 */
export function JobStrip({ dense = false, classId, others = [] }: JobStripProps) {
  const { data: all = [] } = useOwnJobs();
  const own = all.filter((job) => classId === undefined || job.class_id === classId);
  const [opened] = useState(() => Date.now());
  const [dismissed, setDismissed] = useState<readonly string[]>([]);
  const newest = own.find(hasSucceeded);
  const shown = [...own, ...others].filter(
    (job) =>
      !dismissed.includes(job.id) &&
      (!hasEnded(job) || Date.parse(job.created_at) > opened - NEWS_MS) &&
      (!hasSucceeded(job) || job === newest),
  );
  if (shown.length === 0) return null;
  return (
    <ul className={clsx('grid gap-2', !dense && 'mb-6')}>
      {shown.map((job) => (
        <li key={job.id} className={rowLook(dense)}>
          <JobRow
            job={job}
            dense={dense}
            by={others.includes(job) ? (job.started_by?.name ?? null) : null}
            onDismiss={() => setDismissed([...dismissed, job.id])}
          />
        </li>
      ))}
    </ul>
  );
}

interface JobRowProps {
  job: Job;
  dense: boolean;
  /** Who started it, where that is somebody else. */
  by: string | null;
  onDismiss: () => void;
}

function JobRow({ job, dense, by, onDismiss }: JobRowProps) {
  const text = useJobTexts();
  const cancel = useJobAct('cancel');
  const retry = useJobAct('retry');
  const ended = hasEnded(job);
  const Icon = job.failed > 0 ? CircleAlert : job.state === 'cancelled' ? Ban : CircleCheck;
  const error = cancel.error ?? retry.error;
  return (
    <>
      <div className="flex flex-wrap items-center gap-x-4 gap-y-2">
        <p className="flex min-w-0 flex-1 basis-40 items-start gap-2" role="status">
          {ended && (
            <Icon
              className={job.failed > 0 ? 'mt-0.5 size-4 shrink-0 text-danger' : 'mt-0.5 size-4 shrink-0 text-success'}
              aria-hidden
            />
          )}
          <Numbers job={job} dense={dense} by={by} />
        </p>
        {ended && job.failed + job.skipped > 0 && <Reasons job={job} />}
        <div className="flex flex-wrap gap-2">
          {!ended && (
            <Button
              variant="outline"
              size="compact"
              onClick={() => cancel.mutate(job)}
              aria-disabled={cancel.isPending}
            >
              <Ban aria-hidden />
              {text('cancel')}
            </Button>
          )}
          {ended && job.failed > 0 && (
            <Button variant="outline" size="compact" onClick={() => retry.mutate(job)} aria-disabled={retry.isPending}>
              <RotateCw aria-hidden />
              {text('retry')}
            </Button>
          )}
          {ended && (
            <Button variant="ghost" size="icon" aria-label={text('dismiss')} onClick={onDismiss}>
              <X aria-hidden />
            </Button>
          )}
        </div>
      </div>
      {!ended && <Share job={job} />}
      {error && <ProblemAlert error={error} />}
    </>
  );
}

/** What it is, whose where that is somebody else, and how far. */
function Numbers({ job, dense, by }: { job: Job; dense: boolean; by: string | null }) {
  const text = useJobTexts();
  const numbers = [
    text('done', { done: job.done, total: job.total }),
    ...(job.failed > 0 ? [text('failed', { count: job.failed })] : []),
    ...(job.skipped > 0 ? [text('skipped', { count: job.skipped })] : []),
    ...(by === null ? [] : [text('by', { name: by })]),
  ];
  return (
    <span className="min-w-0">
      <span className="font-medium">{kindText(job.kind, text)}</span>
      {hasEnded(job) && `: ${text(job.state === 'cancelled' ? 'wasCancelled' : 'ended')}`}
      <span className={clsx('block text-muted-foreground tabular-nums', dense && 'sm:ml-3 sm:inline')}>
        {numbers.join(' · ')}
      </span>
    </span>
  );
}

function Share({ job: { kind, total, done, failed, skipped } }: { job: Job }) {
  const text = useJobTexts();
  return (
    <Progress percent={total > 0 ? (100 * (done + failed + skipped)) / total : null} label={kindText(kind, text)} />
  );
}

/** What failed, loaded once it is opened. Beside the numbers until then: it takes no line from the tiles. */
function Reasons({ job }: { job: Job }) {
  const text = useJobTexts();
  const [open, setOpen] = useState(false);
  const { data: items = [], error } = useJobItems(job, open);
  return (
    <details
      className="text-muted-foreground open:order-last open:basis-full open:pb-2"
      onToggle={({ currentTarget }) => setOpen(currentTarget.open)}
    >
      <summary className="focus-ring w-fit cursor-pointer rounded-sm py-0.5">{text('why')}</summary>
      {error && <ProblemAlert error={error} />}
      <ul className="mt-2 grid max-h-60 gap-1 overflow-y-auto">
        {items.map(({ seq, label, reason, code }) => (
          <li key={seq} className="flex flex-wrap gap-x-2">
            <span className="text-foreground wrap-anywhere">{label}</span>
            {reason ?? code ?? text('nothingToDo')}
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
  'add_to_class',
  'remove_from_class',
  'start',
  'stop',
  'restart',
  'recreate',
  'remove',
  'deliver',
  'collect',
  'reset',
] as const;
type Kind = (typeof kinds)[number];

/** `people.block` and `block` alike; a kind of a newer server by its own name. */
function kindText(kind: string, text: ReturnType<typeof useJobTexts>): string {
  const known: Kind | undefined = kinds.find((name) => kind === name || kind.endsWith(`_${name}`));
  return known ? text(`kinds.${known}`) : kind;
}
