import type { AuditEvent } from '@spawner/contracts';
import { consolePages } from '@spawner/contracts/values';
import type { ReactNode } from 'react';
import { generatePath, Link } from 'react-router';
import { type Column, DataTable } from '../../../components/table/data-table.js';
import { Badge, type Tone } from '../../../components/ui/badge.js';
import { useTranslation } from '../../../i18n/i18n.js';
import { useFactWords } from './fact-words.js';
import { useActionText, useAuditTexts } from './texts/use-audit-texts.js';

const tones: Record<AuditEvent['outcome'], Tone> = { done: 'neutral', refused: 'warning', failed: 'danger' };

export function AuditTable({ events, stale }: { events: readonly AuditEvent[]; stale: boolean }) {
  const text = useAuditTexts();
  const actionText = useActionText();
  const { subjectText, factTexts } = useFactWords();
  const { language } = useTranslation();
  const exact = new Intl.DateTimeFormat(language, { dateStyle: 'short', timeStyle: 'medium' });
  const columns: readonly Column<AuditEvent>[] = [
    {
      head: text('when'),
      narrow: 'line',
      className: 'whitespace-nowrap tabular-nums md:w-0',
      cell: ({ at }) => <time dateTime={at}>{exact.format(new Date(at))}</time>,
    },
    {
      head: text('what'),
      narrow: 'title',
      cell: (event) => {
        const subject = subjectText(event);
        return (
          <span className="grid">
            <span className="font-medium">{actionText(event.action)}</span>
            {subject !== null && <span className="text-xs wrap-anywhere text-muted-foreground">{subject}</span>}
          </span>
        );
      },
    },
    {
      head: text('actor'),
      narrow: 'line',
      cell: ({ actor }) =>
        actor ? <PersonLink {...actor} /> : <span className="text-muted-foreground">{text('nobody')}</span>,
    },
    {
      head: text('about'),
      narrow: 'line',
      cell: ({ about }) => about && <PersonLink {...about} />,
    },
    {
      head: text('outcome'),
      narrow: 'corner',
      cell: ({ outcome }) => <Badge tone={tones[outcome]}>{text(outcome)}</Badge>,
    },
    {
      head: text('facts'),
      narrow: 'line',
      cell: (event) => (
        <Facts
          facts={[...(event.from_ip ? [{ name: text('from'), value: event.from_ip }] : []), ...factTexts(event)]}
        />
      ),
    },
  ];
  return (
    <DataTable
      label={text('list')}
      columns={columns}
      rows={events}
      keyOf={({ id }) => id}
      nameOf={({ action }) => action}
      stale={stale}
    />
  );
}

const PersonLink = ({ id, name }: { id: number; name: string }): ReactNode => (
  <Link
    to={generatePath(consolePages.person, { id: String(id) })}
    className="focus-ring rounded-sm wrap-anywhere xl:inline-block xl:min-w-40 underline-offset-4 hover:underline"
  >
    {name}
  </Link>
);

const Facts = ({ facts }: { facts: readonly { name: string; value: string }[] }) => (
  <dl className="flex flex-wrap gap-x-3 gap-y-0.5 text-xs">
    {facts.map(({ name, value }) => (
      <div key={name} className="min-w-0">
        <dt className="inline text-muted-foreground">{name}: </dt>
        <dd className="inline wrap-anywhere">{value}</dd>
      </div>
    ))}
  </dl>
);
