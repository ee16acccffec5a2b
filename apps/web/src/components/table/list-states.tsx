import { RotateCw, SearchX } from 'lucide-react';
import type { ReactNode } from 'react';
import { useTranslation } from '../../i18n/i18n.js';
import { ApiProblem } from '../../lib/problem.js';
import { Notice } from '../notice.js';
import { ProblemAlert } from '../problem-alert.js';
import { Button } from '../ui/button.js';
import { Skeleton } from '../ui/skeleton.js';
import { useTableTexts } from './texts/use-table-texts.js';

interface ListStatesProps<Page> {
  query: { data: Page | undefined; error: unknown; refetch: () => unknown };
  isEmpty: (page: Page) => boolean;
  /** Filters narrow the list: empty it means that nothing matches. */
  narrowed: boolean;
  /** What was searched for. */
  searched?: string;
  onReset: () => void;
  /** In place of a list that is empty by itself. */
  empty: ReactNode;
  children: (page: Page) => ReactNode;
}

/** What a list shows while it loads, when that fails, and when it is empty. After a failure the old rows stay. */
export function ListStates<Page>(props: ListStatesProps<Page>) {
  const { query, isEmpty, narrowed, searched = '', onReset, empty, children } = props;
  const { t } = useTranslation();
  const text = useTableTexts();
  const { data, error } = query;
  return (
    <>
      {error !== null && (
        <ProblemAlert error={error}>
          <div className="mt-1 flex flex-wrap items-center gap-3">
            <Button variant="outline" size="compact" onClick={() => void query.refetch()}>
              <RotateCw aria-hidden />
              {t('common.retry')}
            </Button>
            {error instanceof ApiProblem && (
              <span className="font-mono text-xs text-muted-foreground">
                {text('request', { id: error.problem.request_id })}
              </span>
            )}
          </div>
        </ProblemAlert>
      )}
      {data === undefined && error === null && <Placeholder label={t('common.loading')} />}
      {data !== undefined && !isEmpty(data) && children(data)}
      {data !== undefined &&
        isEmpty(data) &&
        (narrowed ? (
          <Notice
            icon={SearchX}
            title={searched ? text('noMatchFor', { searched }) : text('noMatch')}
            text={text('noMatchText')}
          >
            <Button variant="outline" onClick={onReset}>
              {text('reset')}
            </Button>
          </Notice>
        ) : (
          empty
        ))}
    </>
  );
}

const ROWS = ['one', 'two', 'three', 'four', 'five', 'six'];

const Placeholder = ({ label }: { label: string }) => (
  <div role="status" aria-label={label} className="divide-y rounded-2xl border bg-card shadow-card">
    {ROWS.map((row) => (
      <div key={row} className="flex items-center gap-4 px-4 py-4">
        <Skeleton className="h-4 w-1/3" />
        <Skeleton className="h-4 w-1/6" />
        <Skeleton className="ml-auto h-4 w-1/5" />
      </div>
    ))}
  </div>
);
