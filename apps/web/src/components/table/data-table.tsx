import { clsx } from 'clsx';
import { ArrowDown, ArrowUp, ChevronsUpDown } from 'lucide-react';
import type { ReactNode } from 'react';
import { Checkbox } from '../ui/checkbox.js';
import { useTableTexts } from './texts/use-table-texts.js';
import type { Selection } from './use-selection.js';

export interface Column<Row> {
  head: string;
  cell: (row: Row) => ReactNode;
  /** What the API sorts by; with `-` in front where the first click sorts downwards. */
  sort?: string;
  /**
   * On narrow screens, where a row is a block: `title` is its first line, `corner` the end of that line, `line` a line
   * below with its head; `hidden` is left out.
   */
  narrow: 'title' | 'corner' | 'line' | 'hidden';
  /** The head is only read out. */
  quiet?: boolean;
  className?: string;
}

interface DataTableProps<Row> {
  label: string;
  columns: readonly Column<Row>[];
  rows: readonly Row[];
  keyOf: (row: Row) => string;
  /** What a row is called: the name of its box. */
  nameOf: (row: Row) => string;
  sort?: string;
  onSort?: (sort: string) => void;
  selection?: Selection<Row>;
  /** The rows are those of before: another page is loading, or could not be loaded. */
  stale?: boolean;
}

/** A plain table; on narrow screens each row becomes a block. The roles stay, which `display: block` would take away. */
export function DataTable<Row>(props: DataTableProps<Row>) {
  const { label, columns, rows, keyOf, nameOf, sort = '', onSort, selection, stale = false } = props;
  const text = useTableTexts();
  const keyed = rows.map((row) => [keyOf(row), row] as const);
  const chosen = selection ? keyed.filter(([key]) => selection.has(key)).length : 0;
  return (
    <div className="rounded-2xl border bg-card shadow-card md:overflow-x-auto">
      <table
        role="table"
        aria-label={label}
        aria-busy={stale}
        className={clsx('w-full text-sm transition-opacity max-md:block', stale && 'opacity-60')}
      >
        <thead role="rowgroup" className={clsx('border-b max-md:block', !selection && 'max-md:hidden')}>
          <tr role="row" className="max-md:flex">
            {selection && (
              <th role="columnheader" className="w-0 py-2 pl-4 text-left font-normal max-md:w-full">
                <label className="flex min-h-8 items-center gap-3 text-muted-foreground max-md:min-h-11">
                  <Checkbox
                    checked={chosen > 0 && chosen === rows.length}
                    mixed={chosen > 0 && chosen < rows.length}
                    onChange={() => selection.setMany(keyed, chosen < rows.length)}
                  />
                  <span className="md:sr-only">{text('choosePage')}</span>
                </label>
              </th>
            )}
            {columns.map(({ head, sort: by, quiet = false, className }) => (
              <th
                key={head}
                role="columnheader"
                scope="col"
                aria-sort={by === undefined ? undefined : sortOf(by, sort)}
                className={clsx(
                  'px-3 py-2 text-left font-medium whitespace-nowrap text-muted-foreground first:pl-4 last:pr-4 max-md:hidden',
                  className,
                )}
              >
                {by !== undefined && onSort ? (
                  <SortButton head={head} by={by} sort={sort} onSort={onSort} />
                ) : (
                  <span className={clsx(quiet && 'sr-only')}>{head}</span>
                )}
              </th>
            ))}
          </tr>
        </thead>
        <tbody role="rowgroup" className="divide-y max-md:block">
          {keyed.map(([key, row]) => (
            <tr
              key={key}
              role="row"
              aria-selected={selection?.has(key)}
              className="transition-colors max-md:flex max-md:flex-wrap max-md:gap-x-3 max-md:gap-y-1 max-md:px-4 max-md:py-3 md:hover:bg-muted/50 aria-selected:bg-accent/50"
            >
              {selection && (
                <td role="cell" className="py-2.5 md:pl-4 max-md:pt-1 max-md:pb-0">
                  <label className="-m-3 grid size-11 place-items-center">
                    <Checkbox
                      aria-label={text('choose', { name: nameOf(row) })}
                      checked={selection.has(key)}
                      onChange={() => selection.toggle(key, row)}
                    />
                  </label>
                </td>
              )}
              {columns.map(({ head, cell, narrow, quiet = false, className }) => {
                const content = cell(row);
                return (
                  <td
                    key={head}
                    role="cell"
                    className={clsx(
                      'px-3 py-2.5 first:pl-4 last:pr-4 max-md:p-0 max-md:first:pl-0 max-md:last:pr-0',
                      content === null ? places.hidden : places[narrow],
                      narrow === 'line' && selection && 'max-md:pl-8!',
                      className,
                    )}
                  >
                    {narrow === 'line' && !quiet && (
                      <span className="shrink-0 text-muted-foreground md:hidden">{head}:</span>
                    )}
                    {content}
                  </td>
                );
              })}
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}

const places = {
  title: 'max-md:min-w-0 max-md:flex-1',
  corner: 'max-md:order-1',
  line: 'max-md:order-2 max-md:flex max-md:basis-full max-md:flex-wrap max-md:items-center max-md:gap-x-2',
  hidden: 'max-md:hidden',
} as const;

interface SortButtonProps {
  head: string;
  by: string;
  sort: string;
  onSort: (sort: string) => void;
}

function SortButton({ head, by, sort, onSort }: SortButtonProps) {
  const order = sortOf(by, sort);
  const Icon = { ascending: ArrowUp, descending: ArrowDown, none: ChevronsUpDown }[order];
  return (
    <button
      type="button"
      className="focus-ring -mx-1.5 inline-flex h-8 items-center gap-1.5 rounded-md px-1.5 hover:text-foreground [&_svg]:size-3.5"
      onClick={() => onSort(sort === by ? opposite(by) : by)}
    >
      {head}
      <Icon className={clsx(order === 'none' && 'opacity-50')} aria-hidden />
    </button>
  );
}

export const opposite = (sort: string): string => (sort.startsWith('-') ? sort.slice(1) : `-${sort}`);

function sortOf(by: string, sort: string): 'ascending' | 'descending' | 'none' {
  if (sort !== by && sort !== opposite(by)) return 'none';
  return sort.startsWith('-') ? 'descending' : 'ascending';
}
