import type { Class, ClassMember } from '@spawner/contracts';
import { Ban, CalendarClock, Hourglass, IdCard } from 'lucide-react';
import type { Column } from '../../../components/table/data-table.js';
import { LastSeen } from '../../../components/table/last-seen.js';
import { TimeAgo } from '../../../components/time-ago.js';
import { Badge } from '../../../components/ui/badge.js';
import { useTranslation } from '../../../i18n/i18n.js';
import { useClassTexts } from '../texts/use-class-texts.js';
import { MemberActs } from './member-acts.js';

/** @param ownId of the reader */
export function useMemberColumns(of: Class, ownId: number | undefined): readonly Column<ClassMember>[] {
  const text = useClassTexts();
  const { language } = useTranslation();
  const day = new Intl.DateTimeFormat(language, { dateStyle: 'medium', timeZone: 'UTC' });
  return [
    {
      head: text('members.name'),
      sort: 'name',
      narrow: 'title',
      cell: (member) => (
        <div className="flex flex-wrap items-center gap-x-2 gap-y-1">
          <span className="font-medium wrap-anywhere">{member.name}</span>
          {/* Two people may have the same name. */}
          <span className="text-muted-foreground wrap-anywhere">{member.slug}</span>
          {member.user_id === ownId && <Badge tone="accent">{text('members.you')}</Badge>}
          {member.blocked && (
            <Badge tone="danger">
              <Ban aria-hidden />
              {text('members.blocked')}
            </Badge>
          )}
          {member.ends_on !== null && (
            <Badge tone="neutral">
              <CalendarClock aria-hidden />
              {text('members.guestUntil', { date: day.format(new Date(member.ends_on)) })}
            </Badge>
          )}
          {member.state === 'waiting' && (
            <Badge tone="warning">
              <Hourglass aria-hidden />
              {text('members.waiting')}
            </Badge>
          )}
        </div>
      ),
    },
    {
      head: text('members.role'),
      narrow: 'line',
      cell: ({ role }) => (
        <Badge tone={role === 'teacher' ? 'accent' : 'neutral'}>{text(`members.roles.${role}`)}</Badge>
      ),
    },
    {
      head: text('members.login'),
      narrow: 'line',
      cell: ({ email }) =>
        email === null ? (
          <span className="inline-flex items-center gap-1.5">
            <IdCard className="size-4 text-muted-foreground" aria-hidden />
            {text('members.card')}
          </span>
        ) : (
          <span className="wrap-anywhere">{email}</span>
        ),
    },
    {
      head: text('members.seen'),
      sort: '-seen',
      narrow: 'line',
      cell: ({ last_seen_at: at }) => <LastSeen at={at} />,
    },
    {
      head: text('members.joined'),
      sort: '-joined',
      narrow: 'hidden',
      className: 'whitespace-nowrap text-muted-foreground',
      cell: ({ joined_at: at }) => <TimeAgo at={at} />,
    },
    {
      head: text('members.acts'),
      quiet: true,
      narrow: 'corner',
      className: 'md:w-0 max-md:-my-2 max-md:-mr-3',
      cell: (member) => <MemberActs of={of} member={member} isSelf={member.user_id === ownId} />,
    },
  ];
}
