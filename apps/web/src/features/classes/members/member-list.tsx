import type { Class, ClassMember } from '@spawner/contracts';
import { Users } from 'lucide-react';
import type { ReactNode } from 'react';
import { Notice } from '../../../components/notice.js';
import { DataTable } from '../../../components/table/data-table.js';
import { FilterSelect } from '../../../components/table/filter-select.js';
import { ListStates } from '../../../components/table/list-states.js';
import { Pager } from '../../../components/table/pager.js';
import { SearchBox } from '../../../components/table/search-box.js';
import { SortSelect } from '../../../components/table/sort-select.js';
import { useAddress } from '../../../components/table/use-address.js';
import { useClassTexts } from '../texts/use-class-texts.js';
import { useMemberColumns } from './member-columns.js';
import { memberFilters, PAGE_SIZE, useMembers } from './members.query.js';

interface MemberListProps {
  of: Class;
  /** Of the reader. */
  ownId: number | undefined;
  /** Buttons below the notice that nobody is in the class. */
  children: ReactNode;
}

export function MemberList({ of, ownId, children }: MemberListProps) {
  const text = useClassTexts();
  const list = useAddress(memberFilters);
  const { sort: _sort, ...narrowing } = list.chosen;
  const query = useMembers(of.id, list.chosen, list.cursor);
  const columns = useMemberColumns(of, ownId);
  const onSort = (wish: string) => list.set({ sort: wish as typeof list.values.sort });
  return (
    <div className="grid gap-4">
      <div className="flex flex-wrap items-end gap-3">
        <SearchBox
          label={text('members.search')}
          value={list.values.q}
          onSearch={(q) => list.set({ q }, { replace: true })}
        />
        <FilterSelect
          label={text('members.role')}
          value={list.values.role}
          onChange={(role) => list.set({ role })}
          options={memberFilters.role.map((value) => ({ value, label: text(`members.roles.${value || 'any'}`) }))}
        />
        <FilterSelect
          label={text('members.state')}
          value={list.values.state}
          onChange={(state) => list.set({ state })}
          options={memberFilters.state.map((value) => ({ value, label: text(`members.states.${value || 'any'}`) }))}
        />
        <SortSelect columns={columns} sort={list.values.sort} onSort={onSort} />
      </div>
      <ListStates
        query={query}
        isEmpty={({ items }) => items.length === 0}
        narrowed={Object.keys(narrowing).length > 0}
        searched={list.values.q}
        onReset={list.reset}
        empty={<Nobody>{children}</Nobody>}
      >
        {({ items, total, next_cursor: next }) => (
          <>
            <DataTable<ClassMember>
              label={text('members.list')}
              columns={columns}
              rows={items}
              keyOf={({ user_id: id }) => String(id)}
              nameOf={({ name }) => name}
              sort={list.values.sort}
              onSort={onSort}
              stale={query.isPlaceholderData || query.isError}
            />
            <Pager page={list} rows={items.length} size={PAGE_SIZE} total={total} next={next} />
            {of.members === 0 && of.waiting === 0 && Object.keys(narrowing).length === 0 && <Nobody>{children}</Nobody>}
          </>
        )}
      </ListStates>
    </div>
  );
}

function Nobody({ children }: { children: ReactNode }) {
  const text = useClassTexts();
  return (
    <Notice icon={Users} title={text('members.empty')} text={text('members.emptyText')}>
      {children}
    </Notice>
  );
}
