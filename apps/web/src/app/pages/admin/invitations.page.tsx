import { MailPlus } from 'lucide-react';
import { useState } from 'react';
import { Notice } from '../../../components/notice.js';
import { PageHead } from '../../../components/page-head.js';
import { ProblemAlert } from '../../../components/problem-alert.js';
import { FilterSelect } from '../../../components/table/filter-select.js';
import { ListStates } from '../../../components/table/list-states.js';
import { Pager } from '../../../components/table/pager.js';
import { SearchBox } from '../../../components/table/search-box.js';
import { SortSelect } from '../../../components/table/sort-select.js';
import { useTableTexts } from '../../../components/table/texts/use-table-texts.js';
import { useAddress } from '../../../components/table/use-address.js';
import { Alert } from '../../../components/ui/alert.js';
import { Button } from '../../../components/ui/button.js';
import { InvitationTable, useInvitationColumns } from '../../../features/admin/invitations/invitation-table.js';
import { useInvitationAct, useInvitations } from '../../../features/admin/invitations/invitations.query.js';
import { InviteDialog } from '../../../features/admin/invitations/invite-dialog.js';
import { useInvitationListTexts } from '../../../features/admin/invitations/texts/use-invitation-list-texts.js';

const SIZE = 50;
const states = ['', 'sending', 'sent', 'bounced', 'accepted', 'expired', 'ended'] as const;
const sorts = ['-created', 'created', 'email', '-email'] as const;
const filters = { q: [], state: states, sort: sorts } as const;

export function InvitationsPage() {
  const text = useInvitationListTexts();
  const table = useTableTexts();
  const address = useAddress(filters);
  const { q, state, sort } = address.values;
  const query = useInvitations({
    sort,
    limit: SIZE,
    ...(q && { q }),
    ...(state && { state }),
    ...(address.cursor && { cursor: address.cursor }),
  });
  const act = useInvitationAct();
  const columns = useInvitationColumns(act);
  const [isInviting, setInviting] = useState(false);
  const [sent, setSent] = useState<number | null>(null);
  const onSort = (by: string) => address.set({ sort: sorts.find((known) => known === by) ?? '-created' });
  const invite = (
    <Button onClick={() => setInviting(true)}>
      <MailPlus aria-hidden />
      {text('invite')}
    </Button>
  );
  return (
    <div className="grid gap-6">
      <PageHead title={text('title')} text={text('text')}>
        {invite}
      </PageHead>
      {sent !== null && (
        <Alert tone="success" role="status">
          <p>{sent === 1 ? text('form.sentOne') : text('form.sent', { count: sent })}</p>
        </Alert>
      )}
      {act.isSuccess && act.variables.act === 'resendInvitation' && (
        <Alert tone="success" role="status">
          <p>{text('resent', { email: act.variables.email })}</p>
        </Alert>
      )}
      {act.isError && <ProblemAlert error={act.error} />}
      <div className="flex flex-wrap items-end gap-3">
        <SearchBox
          label={text('search')}
          value={q}
          onSearch={(typed) => address.set({ q: typed }, { replace: true })}
        />
        <FilterSelect
          label={text('state')}
          value={state}
          onChange={(chosen) => address.set({ state: chosen })}
          options={states.map((value) => ({
            value,
            label: value === '' ? table('all') : text(`states.${value}`),
          }))}
        />
        <SortSelect columns={columns} sort={sort} onSort={onSort} />
      </div>
      <ListStates
        query={query}
        isEmpty={({ items }) => items.length === 0}
        narrowed={q !== '' || state !== '' || address.cursor !== ''}
        searched={q}
        onReset={address.reset}
        empty={<Notice icon={MailPlus} title={text('emptyTitle')} text={text('emptyText')} />}
      >
        {(page) => (
          <>
            <InvitationTable
              invitations={page.items}
              sort={sort}
              onSort={onSort}
              stale={query.isPlaceholderData}
              act={act}
            />
            <Pager page={address} rows={page.items.length} size={SIZE} total={page.total} next={page.next_cursor} />
          </>
        )}
      </ListStates>
      {isInviting && <InviteDialog onSent={setSent} onClose={() => setInviting(false)} />}
    </div>
  );
}
