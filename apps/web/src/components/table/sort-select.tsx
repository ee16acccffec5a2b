import { type Column, opposite } from './data-table.js';
import { FilterSelect } from './filter-select.js';
import { useTableTexts } from './texts/use-table-texts.js';

interface SortSelectProps<Row> {
  columns: readonly Column<Row>[];
  sort: string;
  onSort: (sort: string) => void;
}

/** In place of the heads of the columns, which narrow screens leave out. */
export function SortSelect<Row>({ columns, sort, onSort }: SortSelectProps<Row>) {
  const text = useTableTexts();
  const name = (head: string, by: string) => text(by.startsWith('-') ? 'descending' : 'ascending', { column: head });
  return (
    <FilterSelect
      className="max-sm:basis-full md:hidden"
      label={text('sort')}
      value={sort}
      onChange={onSort}
      options={columns.flatMap(({ head, sort: by }) =>
        by === undefined ? [] : [by, opposite(by)].map((value) => ({ value, label: name(head, value) })),
      )}
    />
  );
}
