import { ScrollText } from 'lucide-react';
import { Notice } from '../../../components/notice.js';
import { ListStates } from '../../../components/table/list-states.js';
import { Pager } from '../../../components/table/pager.js';
import type { ListAddress } from '../../../components/table/use-address.js';
import { type auditFilters, type ChosenFilters, PAGE_SIZE, useAudit } from './audit.query.js';
import { AuditTable } from './audit-table.js';
import { useAuditTexts } from './texts/use-audit-texts.js';

interface AuditListProps {
  page: Pick<ListAddress<typeof auditFilters>, 'cursor' | 'trail' | 'openPage' | 'reset'>;
  chosen: ChosenFilters;
  /** Filters that can be taken away narrow the list. */
  narrowed: boolean;
}

/** One page of the events that these filters find. */
export function AuditList({ page, chosen, narrowed }: AuditListProps) {
  const text = useAuditTexts();
  const query = useAudit(chosen, page.cursor);
  return (
    <ListStates
      query={query}
      isEmpty={({ events }) => events.length === 0}
      narrowed={narrowed}
      onReset={page.reset}
      empty={<Notice icon={ScrollText} title={text('empty')} text={text('emptyText')} />}
    >
      {({ events }) => (
        <>
          <AuditTable events={events} stale={query.isPlaceholderData || query.isError} />
          <Pager
            page={page}
            rows={events.length}
            size={PAGE_SIZE}
            total={undefined}
            next={events.length === PAGE_SIZE ? (events.at(-1)?.id ?? null) : null}
          />
        </>
      )}
    </ListStates>
  );
}
