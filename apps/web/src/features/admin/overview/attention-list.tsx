import type { Attention } from '@spawner/contracts';
import { consolePages } from '@spawner/contracts/values';
import { ChevronRight, CircleCheck, TriangleAlert } from 'lucide-react';
import { Link } from 'react-router';
import { WeaknessesNotice } from '../weaknesses-notice.js';
import { useOverviewTexts } from './texts/use-overview-texts.js';

type Kind = Attention['kind'];

const one: Partial<Record<Kind, 'deletion' | 'failure' | 'approval'>> = {
  deletions: 'deletion',
  failures: 'failure',
  approvals: 'approval',
};
const listOf: Partial<Record<Kind, string>> = {
  deletions: `${consolePages.people}?group=deleted`,
  failures: `${consolePages.containers}?state=error`,
  approvals: `${consolePages.people}?group=waiting`,
};

/** Only what is wrong, else one line. */
export function AttentionList({ attention }: { attention: readonly Attention[] }) {
  const text = useOverviewTexts();
  if (attention.length === 0)
    return (
      <p className="flex items-center gap-2 text-sm text-muted-foreground">
        <CircleCheck className="size-4 text-success" aria-hidden />
        {text('fine')}
      </p>
    );
  const lines = attention.filter(({ kind }) => kind !== 'weaknesses');
  return (
    <section aria-label={text('attention')} className="grid gap-3">
      {lines.length > 0 && (
        <ul className="divide-y divide-warning-line rounded-xl border border-warning-line bg-warning-soft text-sm">
          {lines.map(({ kind, count }) => (
            <li key={kind}>
              <Line kind={kind} count={count} />
            </li>
          ))}
        </ul>
      )}
      {lines.length < attention.length && <WeaknessesNotice />}
    </section>
  );
}

function Line({ kind, count }: { kind: Kind; count: number }) {
  const text = useOverviewTexts();
  const to = listOf[kind];
  const singular = one[kind];
  const sentence = count === 1 && singular ? text(singular) : text(kind as 'failures', { count });
  const content = (
    <>
      <TriangleAlert className="size-4 shrink-0 text-warning" aria-hidden />
      <span className="min-w-0 flex-1 font-medium">{sentence}</span>
    </>
  );
  const look = 'flex items-center gap-3 px-4 py-3';
  if (!to) return <p className={look}>{content}</p>;
  return (
    <Link to={to} className={`focus-ring rounded-xl ${look}`}>
      {content}
      <span className="inline-flex items-center gap-1 text-muted-foreground">
        {text('look')}
        <ChevronRight className="size-4" aria-hidden />
      </span>
    </Link>
  );
}
