import { Archive, Users } from 'lucide-react';
import type { ReactNode } from 'react';
import { Notice } from '../../../components/notice.js';
import { FilterSelect } from '../../../components/table/filter-select.js';
import { ListStates } from '../../../components/table/list-states.js';
import { Pager } from '../../../components/table/pager.js';
import { SearchBox } from '../../../components/table/search-box.js';
import { useAddress } from '../../../components/table/use-address.js';
import { Button } from '../../../components/ui/button.js';
import { classFilters, PAGE_SIZE, useClasses } from '../classes.query.js';
import { useClassTexts } from '../texts/use-class-texts.js';
import { ClassCard } from './class-card.js';
import { FirstClass } from './first-class.js';

/** @param create the button for a new class, in an empty list; null for readers who may make none */
export function ClassList({ create }: { create: ReactNode }) {
  const text = useClassTexts();
  const list = useAddress(classFilters);
  const query = useClasses(list.chosen, list.cursor);
  const showsArchived = list.values.archived === 'true';
  const isFirst = query.data?.total === 0 && list.values.q === '' && !showsArchived;
  return (
    <div className="grid gap-4">
      {!isFirst && (
        <div className="flex flex-wrap items-end gap-3">
          <SearchBox
            label={text('list.search')}
            value={list.values.q}
            onSearch={(q) => list.set({ q }, { replace: true })}
          />
          <FilterSelect
            label={text('list.sort')}
            value={list.values.sort}
            onChange={(sort) => list.set({ sort })}
            options={classFilters.sort.map((value) => ({ value, label: text(`list.sorts.${value}`) }))}
          />
        </div>
      )}
      <ListStates
        query={query}
        isEmpty={({ items }) => items.length === 0}
        narrowed={list.values.q !== ''}
        searched={list.values.q}
        onReset={list.reset}
        empty={
          showsArchived ? (
            <Notice icon={Archive} title={text('list.noneArchived')} text={text('list.noneArchivedText')} />
          ) : create === null ? (
            <Notice icon={Users} title={text('list.none')} text={text('list.noneText')} />
          ) : (
            <FirstClass>{create}</FirstClass>
          )
        }
      >
        {({ items, total, next_cursor: next }) => (
          <>
            <div className="grid gap-4 sm:grid-cols-2 xl:grid-cols-3" aria-busy={query.isPlaceholderData}>
              {items.map((item) => (
                <ClassCard key={item.id} of={item} />
              ))}
            </div>
            <Pager page={list} rows={items.length} size={PAGE_SIZE} total={total} next={next} />
          </>
        )}
      </ListStates>
      <Button
        variant="ghost"
        size="compact"
        className="justify-self-start"
        onClick={() => list.set({ archived: showsArchived ? '' : 'true' })}
      >
        <Archive aria-hidden />
        {text(showsArchived ? 'list.open' : 'list.archived')}
      </Button>
    </div>
  );
}
