import { RotateCw, SearchX } from 'lucide-react';
import type { ReactNode } from 'react';
import { Notice } from '../../../components/notice.js';
import { ProblemAlert } from '../../../components/problem-alert.js';
import { Button } from '../../../components/ui/button.js';
import { Skeleton } from '../../../components/ui/skeleton.js';
import { useTranslation } from '../../../i18n/i18n.js';
import { ApiProblem } from '../../../lib/problem.js';
import { useConsoleTexts } from '../texts/use-console-texts.js';

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
  const text = useConsoleTexts();
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
                {text('table.request', { id: error.problem.request_id })}
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
            title={searched ? text('table.noMatchFor', { searched }) : text('table.noMatch')}
            text={text('table.noMatchText')}
          >
            <Button variant="outline" onClick={onReset}>
              {text('table.reset')}
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
