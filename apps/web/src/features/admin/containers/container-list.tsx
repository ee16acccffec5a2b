import type { OwnedContainer } from '@spawner/contracts';
import { Box, X } from 'lucide-react';
import { Notice } from '../../../components/notice.js';
import { useTranslation } from '../../../i18n/i18n.js';
import { DataTable } from '../table/data-table.js';
import { FilterSelect } from '../table/filter-select.js';
import { ListStates } from '../table/list-states.js';
import { Pager } from '../table/pager.js';
import { SearchBox } from '../table/search-box.js';
import { SortSelect } from '../table/sort-select.js';
import { useAddress } from '../table/use-address.js';
import { useSelection } from '../table/use-selection.js';
import { useConsoleTexts } from '../texts/use-console-texts.js';
import { ContainerBulk } from './container-bulk.js';
import { useContainerColumns } from './container-columns.js';
import { containerFilters, keyOf, PAGE_SIZE, useOwnedContainers, useTypes } from './owned-containers.query.js';
import { useContainerTexts } from './texts/use-container-texts.js';

export function OwnedContainerList() {
  const text = useContainerTexts();
  const common = useConsoleTexts();
  const { t } = useTranslation();
  const list = useAddress(containerFilters);
  const { sort: _sort, ...narrowing } = list.chosen;
  const selection = useSelection<OwnedContainer>(JSON.stringify(narrowing));
  const columns = useContainerColumns();
  const query = useOwnedContainers(list.chosen, list.cursor);
  const { data: types = [] } = useTypes();
  const onSort = (wish: string) => list.set({ sort: wish as typeof list.values.sort });
  const all = { value: '', label: common('table.all') } as const;
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
      {list.values.owner && (
        <button
          type="button"
          className="focus-ring flex w-fit items-center gap-1.5 rounded-full border bg-card px-3 py-1 text-sm max-md:min-h-11 [&_svg]:size-3.5"
          onClick={() => list.set({ owner: '' })}
        >
          {text('onlyOf', { owner: query.data?.items[0]?.owner.name ?? list.values.owner })}
          <X aria-hidden />
          <span className="sr-only">{text('everybody')}</span>
        </button>
      )}
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
