import type { Visit } from '@spawner/contracts';
import { consolePages } from '@spawner/contracts/values';
import { generatePath, Link } from 'react-router';
import { type Column, DataTable } from '../../components/table/data-table.js';
import { TimeAgo } from '../../components/time-ago.js';
import { useVisitTexts } from './texts/use-visit-texts.js';

const MINUTE_MS = 60_000;

interface VisitTableProps {
  visits: readonly Visit[];
  stale: boolean;
  /** For a reader of the console; others see no pages of people, and one class only. */
  console?: boolean;
}

export function VisitTable({ visits, stale, console: isConsole = false }: VisitTableProps) {
  const text = useVisitTexts();
  const roleOf = ({ as, class: of }: Visit): string =>
    of && isConsole ? text('teacherOf', { name: of.name }) : text(as);
  const lengthOf = ({ at, ended_at: end }: Visit): string =>
    end === null
      ? text('open')
      : text('minutes', { count: Math.max(1, Math.round((Date.parse(end) - Date.parse(at)) / MINUTE_MS)) });
  const columns: readonly Column<Visit>[] = [
    { head: text('at'), narrow: 'line', className: 'whitespace-nowrap', cell: ({ at }) => <TimeAgo at={at} /> },
    {
      head: text('visitor'),
      narrow: 'title',
      cell: (visit) => (
        <span className="grid">
          <Name {...visit.visitor} linked={isConsole} />
          <span className="text-xs text-muted-foreground">{roleOf(visit)}</span>
        </span>
      ),
    },
    { head: text('owner'), narrow: 'line', cell: ({ owner }) => <Name {...owner} linked={isConsole} /> },
    { head: text('service'), narrow: 'line', cell: ({ service }) => <span className="wrap-anywhere">{service}</span> },
    { head: text('length'), narrow: 'corner', className: 'whitespace-nowrap', cell: lengthOf },
    { head: text('reason'), narrow: 'line', cell: ({ reason }) => <span className="wrap-anywhere">{reason}</span> },
    {
      head: text('noticed'),
      narrow: 'line',
      cell: ({ noticed_at: at }) => text(at === null ? 'unseen' : 'seen'),
    },
  ];
  return (
    <DataTable
      label={text('list')}
      columns={columns}
      rows={visits}
      keyOf={({ id }) => id}
      nameOf={({ service }) => service}
      stale={stale}
    />
  );
}

const Name = ({ id, name, linked }: { id: number; name: string; linked: boolean }) =>
  linked ? (
    <Link
      to={generatePath(consolePages.person, { id: String(id) })}
      className="focus-ring rounded-sm wrap-anywhere underline-offset-4 hover:underline"
    >
      {name}
    </Link>
  ) : (
    <span className="wrap-anywhere">{name}</span>
  );
