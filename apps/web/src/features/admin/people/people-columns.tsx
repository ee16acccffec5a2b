import type { Person } from '@spawner/contracts';
import { consolePages } from '@spawner/contracts/values';
import { generatePath, Link } from 'react-router';
import type { Column } from '../../../components/table/data-table.js';
import { LastSeen } from '../../../components/table/last-seen.js';
import { TimeAgo } from '../../../components/time-ago.js';
import { Badge } from '../../../components/ui/badge.js';
import { useTranslation } from '../../../i18n/i18n.js';
import { nameOf } from '../../../lib/name-of.js';
import { byteText } from '../../../lib/quantities.js';
import { ClassChips } from './class-chips.js';
import { ContainerCounts } from './container-counts.js';
import { loginCardText } from './login-card-text.js';
import { PersonActs } from './person-acts.js';
import { PersonBadges } from './person-badges.js';
import { usePeopleTexts } from './texts/use-people-texts.js';

/** @param ownId of the reader */
export function usePeopleColumns(ownId: number | undefined): readonly Column<Person>[] {
  const text = usePeopleTexts();
  const { language } = useTranslation();
  return [
    {
      head: text('person'),
      sort: 'name',
      narrow: 'title',
      cell: (person) => (
        <div className="grid gap-0.5">
          <div className="flex flex-wrap items-center gap-x-2 gap-y-1">
            <Link
              to={generatePath(consolePages.person, { id: String(person.id) })}
              className="focus-ring rounded-sm py-0.5 font-medium wrap-anywhere underline-offset-4 hover:underline"
            >
              {nameOf(person)}
            </Link>
            <PersonBadges person={person} isSelf={person.id === ownId} />
          </div>
          {person.display_name !== null && (
            <span className="text-xs wrap-anywhere text-muted-foreground">
              {person.email ?? loginCardText(person, text)}
            </span>
          )}
        </div>
      ),
    },
    {
      head: text('role'),
      narrow: 'line',
      cell: ({ role }) => <Badge tone={role === 'user' ? 'neutral' : 'accent'}>{text(`roles.${role}`)}</Badge>,
    },
    {
      head: text('classes'),
      narrow: 'hidden',
      cell: ({ classes }) => <ClassChips classes={classes} />,
    },
    {
      head: text('containers'),
      sort: '-running',
      narrow: 'line',
      cell: (person) => <ContainerCounts person={person} />,
    },
    {
      head: text('storage'),
      sort: '-storage',
      narrow: 'hidden',
      className: 'whitespace-nowrap tabular-nums',
      cell: ({ storage_bytes: bytes }) => (bytes > 0 ? byteText(bytes, language) : '–'),
    },
    {
      head: text('seen'),
      sort: '-seen',
      narrow: 'line',
      cell: ({ last_seen_at: at }) => <LastSeen at={at} />,
    },
    {
      head: text('created'),
      sort: '-created',
      narrow: 'hidden',
      className: 'whitespace-nowrap text-muted-foreground max-xl:hidden',
      cell: ({ created_at: at }) => <TimeAgo at={at} />,
    },
    {
      head: text('acts'),
      quiet: true,
      narrow: 'corner',
      className: 'md:w-0 max-md:-my-2 max-md:-mr-3',
      cell: (person) => (person.id === ownId ? null : <PersonActs person={person} />),
    },
  ];
}
