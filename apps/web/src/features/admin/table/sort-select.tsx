import { useConsoleTexts } from '../texts/use-console-texts.js';
import { type Column, opposite } from './data-table.js';
import { FilterSelect } from './filter-select.js';

interface SortSelectProps<Row> {
  columns: readonly Column<Row>[];
  sort: string;
  onSort: (sort: string) => void;
}

/** In place of the heads of the columns, which narrow screens leave out. */
export function SortSelect<Row>({ columns, sort, onSort }: SortSelectProps<Row>) {
  const text = useConsoleTexts();
  const name = (head: string, by: string) =>
    text(by.startsWith('-') ? 'table.descending' : 'table.ascending', { column: head });
  return (
    <FilterSelect
      className="max-sm:basis-full md:hidden"
      label={text('table.sort')}
      value={sort}
      onChange={onSort}
      options={columns.flatMap(({ head, sort: by }) =>
        by === undefined ? [] : [by, opposite(by)].map((value) => ({ value, label: name(head, value) })),
      )}
    />
  );
}
