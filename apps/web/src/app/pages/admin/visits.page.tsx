import { DoorOpen } from 'lucide-react';
import { Notice } from '../../../components/notice.js';
import { PageHead } from '../../../components/page-head.js';
import { ListStates } from '../../../components/table/list-states.js';
import { Pager } from '../../../components/table/pager.js';
import { SearchBox } from '../../../components/table/search-box.js';
import { useAddress } from '../../../components/table/use-address.js';
import { useVisitTexts } from '../../../features/visits/texts/use-visit-texts.js';
import { VisitTable } from '../../../features/visits/visit-table.js';
import { PAGE_SIZE, useVisits } from '../../../features/visits/visits.query.js';

const filters = { q: [] } as const;

export function VisitsPage() {
  const text = useVisitTexts();
  const address = useAddress(filters);
  const { q } = address.values;
  const query = useVisits(q, address.cursor);
  return (
    <div className="grid gap-6">
      <PageHead title={text('title')} text={text('text')} />
      <SearchBox label={text('search')} value={q} onSearch={(typed) => address.set({ q: typed }, { replace: true })} />
      <ListStates
        query={query}
        isEmpty={({ items }) => items.length === 0}
        narrowed={q !== '' || address.cursor !== ''}
        searched={q}
        onReset={address.reset}
        empty={<Notice icon={DoorOpen} title={text('empty')} text={text('emptyText')} />}
      >
        {(page) => (
          <>
            <VisitTable visits={page.items} stale={query.isPlaceholderData} console />
            <Pager
              page={address}
              rows={page.items.length}
              size={PAGE_SIZE}
              total={page.total}
              next={page.next_cursor}
            />
          </>
        )}
      </ListStates>
    </div>
  );
}
