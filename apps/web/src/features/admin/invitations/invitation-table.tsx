import type { Invitation, InvitationState } from '@spawner/contracts';
import { type Column, DataTable } from '../../../components/table/data-table.js';
import { TimeAgo } from '../../../components/time-ago.js';
import { Badge, type Tone } from '../../../components/ui/badge.js';
import { useTranslation } from '../../../i18n/i18n.js';
import { InvitationActs } from './invitation-acts.js';
import type { useInvitationAct } from './invitations.query.js';
import { useInvitationListTexts } from './texts/use-invitation-list-texts.js';

const tones: Record<InvitationState, Tone> = {
  sending: 'accent',
  sent: 'accent',
  bounced: 'danger',
  accepted: 'success',
  expired: 'warning',
  ended: 'neutral',
};

interface InvitationTableProps {
  invitations: readonly Invitation[];
  sort: string;
  onSort: (sort: string) => void;
  stale: boolean;
  act: ReturnType<typeof useInvitationAct>;
}

export function InvitationTable({ invitations, sort, onSort, stale, act }: InvitationTableProps) {
  const columns = useInvitationColumns(act);
  const text = useInvitationListTexts();
  return (
    <DataTable
      label={text('list')}
      columns={columns}
      rows={invitations}
      keyOf={({ id }) => id}
      nameOf={({ email }) => email}
      sort={sort}
      onSort={onSort}
      stale={stale}
    />
  );
}

export function useInvitationColumns(act: ReturnType<typeof useInvitationAct>): Column<Invitation>[] {
  const text = useInvitationListTexts();
  const { language } = useTranslation();
  const day = new Intl.DateTimeFormat(language, { dateStyle: 'medium' });
  return [
    {
      head: text('address'),
      sort: 'email',
      narrow: 'title',
      cell: ({ email }) => <span className="font-medium wrap-anywhere">{email}</span>,
    },
    {
      head: text('state'),
      narrow: 'corner',
      cell: ({ state }) => <Badge tone={tones[state]}>{text(`states.${state}`)}</Badge>,
    },
    { head: text('role'), narrow: 'line', cell: ({ role }) => text(`roles.${role}`) },
    {
      head: text('by'),
      narrow: 'line',
      cell: ({ invited_by: by }) => <span className="wrap-break-word">{by?.name ?? text('byUnknown')}</span>,
    },
    {
      head: text('created'),
      sort: '-created',
      narrow: 'line',
      cell: ({ created_at: at }) => <TimeAgo at={at} className="whitespace-nowrap" />,
    },
    {
      head: text('expires'),
      narrow: 'line',
      cell: ({ expires_at: at }) => <span className="whitespace-nowrap">{day.format(new Date(at))}</span>,
    },
    {
      head: text('actions'),
      quiet: true,
      narrow: 'line',
      cell: (invitation) => {
        const { id, email } = invitation;
        return (
          <InvitationActs
            invitation={invitation}
            isBusy={act.isPending && act.variables.id === id}
            onResend={() => act.mutate({ act: 'resendInvitation', id, email })}
            onRevoke={() => act.mutate({ act: 'revokeInvitation', id, email })}
          />
        );
      },
    },
  ];
}
