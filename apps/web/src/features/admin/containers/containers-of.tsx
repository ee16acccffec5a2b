import { Loading } from '../../../components/loading.js';
import { DataTable } from '../../../components/table/data-table.js';
import { useContainerColumns } from './container-columns.js';
import { keyOf, useContainersOf } from './owned-containers.query.js';
import { useContainerTexts } from './texts/use-container-texts.js';

/** The containers of one person. */
export function ContainersOf({ ownerId }: { ownerId: number }) {
  const text = useContainerTexts();
  const columns = useContainerColumns().slice(1);
  const [first, ...others] = columns;
  const { data, error } = useContainersOf(ownerId);
  if (!data || !first) return <Loading error={error} />;
  if (data.length === 0) return <p className="text-sm text-muted-foreground">{text('none')}</p>;
  return (
    <DataTable
      label={text('title')}
      // The owner is in the title of the page: the container takes the first line.
      columns={[{ ...first, narrow: 'title' }, ...others]}
      rows={data}
      keyOf={keyOf}
      nameOf={({ display_name: name }) => name}
    />
  );
}
