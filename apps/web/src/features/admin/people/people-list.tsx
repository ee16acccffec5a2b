import type { Person } from '@spawner/contracts';
import { consolePages } from '@spawner/contracts/values';
import { Users } from 'lucide-react';
import { Link } from 'react-router';
import { Notice } from '../../../components/notice.js';
import { DataTable } from '../../../components/table/data-table.js';
import { ListStates } from '../../../components/table/list-states.js';
import { Pager } from '../../../components/table/pager.js';
import { SortSelect } from '../../../components/table/sort-select.js';
import { useAddress } from '../../../components/table/use-address.js';
import { useSelection } from '../../../components/table/use-selection.js';
import { buttonLook } from '../../../components/ui/button.js';
import { nameOf } from '../../../lib/name-of.js';
import { PAGE_SIZE, peopleFilters, usePeople } from './people.query.js';
import { PeopleBulk } from './people-bulk.js';
import { usePeopleColumns } from './people-columns.js';
import { PeopleFilters } from './people-filters.js';
import { usePeopleTexts } from './texts/use-people-texts.js';

export function PeopleList({ ownId }: { ownId: number | undefined }) {
  const text = usePeopleTexts();
  const list = useAddress(peopleFilters);
  const { sort: _sort, ...narrowing } = list.chosen;
  const narrowed = Object.keys(narrowing).length > 0;
  const selection = useSelection<Person>(JSON.stringify(narrowing));
  const columns = usePeopleColumns(ownId);
  const query = usePeople(list.chosen, list.cursor);
  const onSort = (wish: string) => list.set({ sort: wish as typeof list.values.sort });
  return (
    <div className="grid gap-4">
      <PeopleFilters list={list} counts={query.data?.counts} />
      <SortSelect columns={columns} sort={list.values.sort} onSort={onSort} />
      <ListStates
        query={query}
        isEmpty={({ items }) => (narrowed || list.cursor ? items.length === 0 : items.every(({ id }) => id === ownId))}
        narrowed={narrowed}
        searched={list.values.q}
        onReset={list.reset}
        empty={
          <Notice icon={Users} title={text('empty')} text={text('emptyText')}>
            <Link to={consolePages.invitations} className={buttonLook()}>
              {text('invite')}
            </Link>
            <Link to={consolePages.registration} className={buttonLook({ variant: 'outline' })}>
              {text('openRegistration')}
            </Link>
          </Notice>
        }
      >
        {({ items, total, next_cursor: next }) => (
          <>
            <DataTable
              label={text('title')}
              columns={columns}
              rows={items}
              keyOf={({ id }) => String(id)}
              nameOf={nameOf}
              sort={list.values.sort}
              onSort={onSort}
              selection={selection}
              stale={query.isPlaceholderData || query.isError}
            />
            <Pager page={list} rows={items.length} size={PAGE_SIZE} total={total} next={next} />
            <PeopleBulk selection={selection} page={items} total={total} filter={narrowing} ownId={ownId} />
          </>
        )}
      </ListStates>
    </div>
  );
}
