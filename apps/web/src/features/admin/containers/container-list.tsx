import type { OwnedContainer } from '@spawner/contracts';
import { useQuery } from '@tanstack/react-query';
import { Box, X } from 'lucide-react';
import { Notice } from '../../../components/notice.js';
import { DataTable } from '../../../components/table/data-table.js';
import { FilterSelect } from '../../../components/table/filter-select.js';
import { ListStates } from '../../../components/table/list-states.js';
import { Pager } from '../../../components/table/pager.js';
import { SearchBox } from '../../../components/table/search-box.js';
import { SortSelect } from '../../../components/table/sort-select.js';
import { useTableTexts } from '../../../components/table/texts/use-table-texts.js';
import { useAddress } from '../../../components/table/use-address.js';
import { useSelection } from '../../../components/table/use-selection.js';
import { useTranslation } from '../../../i18n/i18n.js';
import { machinesQuery } from '../machines/machines.query.js';
import { ContainerBulk } from './container-bulk.js';
import { useContainerColumns } from './container-columns.js';
import { containerFilters, keyOf, PAGE_SIZE, useOwnedContainers, useTypes } from './owned-containers.query.js';
import { useContainerTexts } from './texts/use-container-texts.js';

export function OwnedContainerList() {
  const text = useContainerTexts();
  const table = useTableTexts();
  const { t } = useTranslation();
  const list = useAddress(containerFilters);
  const { sort: _sort, ...narrowing } = list.chosen;
  const selection = useSelection<OwnedContainer>(JSON.stringify(narrowing));
  const columns = useContainerColumns();
  const query = useOwnedContainers(list.chosen, list.cursor);
  const { data: types = [] } = useTypes();
  const { data: machines } = useQuery({ ...machinesQuery, enabled: list.values.machine !== '' });
  const onSort = (wish: string) => list.set({ sort: wish as typeof list.values.sort });
  const all = { value: '', label: table('all') } as const;
  return (
    <div className="grid gap-4">
      <div className="flex flex-wrap items-end gap-3">
        <SearchBox label={text('search')} value={list.values.q} onSearch={(q) => list.set({ q }, { replace: true })} />
        <FilterSelect
          label={text('state')}
          value={list.values.state}
          onChange={(state) => list.set({ state })}
          options={containerFilters.state.map((value) => {
            if (value === '') return all;
            return { value, label: t(`status.${value}`) };
          })}
        />
        <FilterSelect
          label={text('type')}
          value={list.values.type}
          onChange={(type) => list.set({ type })}
          options={[all, ...types.map(({ type, name }) => ({ value: type, label: name }))]}
        />
        <SortSelect columns={columns} sort={list.values.sort} onSort={onSort} />
      </div>
      <div className="flex flex-wrap gap-2 empty:hidden">
        {list.values.owner && (
          <Narrowing
            text={text('onlyOf', { owner: query.data?.items[0]?.owner.name ?? list.values.owner })}
            widen={text('everybody')}
            onWiden={() => list.set({ owner: '' })}
          />
        )}
        {list.values.machine && (
          <Narrowing
            text={text('onlyOn', { name: machines?.machines.find(({ id }) => id === list.values.machine)?.name ?? '' })}
            widen={text('everywhere')}
            onWiden={() => list.set({ machine: '' })}
          />
        )}
      </div>
      <ListStates
        query={query}
        isEmpty={({ items }) => items.length === 0}
        narrowed={Object.keys(narrowing).length > 0}
        searched={list.values.q}
        onReset={list.reset}
        empty={<Notice icon={Box} title={text('empty')} text={text('emptyText')} />}
      >
        {({ items, total, next_cursor: next }) => (
          <>
            <DataTable
              label={text('title')}
              columns={columns}
              rows={items}
              keyOf={keyOf}
              nameOf={({ display_name: container, owner }) => text('nameOf', { container, owner: owner.name })}
              sort={list.values.sort}
              onSort={onSort}
              selection={selection}
              stale={query.isPlaceholderData || query.isError}
            />
            <Pager page={list} rows={items.length} size={PAGE_SIZE} total={total} next={next} />
            <ContainerBulk selection={selection} total={total} />
          </>
        )}
      </ListStates>
    </div>
  );
}

/** What came with the link that led here, and can be taken away. */
function Narrowing({ text, widen, onWiden }: { text: string; widen: string; onWiden: () => void }) {
  return (
    <button
      type="button"
      className="focus-ring flex w-fit items-center gap-1.5 rounded-full border bg-card px-3 py-1 text-left text-sm wrap-anywhere max-md:min-h-11 [&_svg]:size-3.5 [&_svg]:shrink-0"
      onClick={onWiden}
    >
      {text}
      <X aria-hidden />
      <span className="sr-only">{widen}</span>
    </button>
  );
}
