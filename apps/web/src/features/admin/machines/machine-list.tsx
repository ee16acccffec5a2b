import type { Machine } from '@spawner/contracts';
import { consolePages } from '@spawner/contracts/values';
import { useQuery } from '@tanstack/react-query';
import { Server } from 'lucide-react';
import { useId } from 'react';
import { Link } from 'react-router';
import { Notice } from '../../../components/notice.js';
import { type Column, DataTable } from '../../../components/table/data-table.js';
import { ListStates } from '../../../components/table/list-states.js';
import { Badge, type Tone } from '../../../components/ui/badge.js';
import { Meter } from '../../../components/ui/meter.js';
import { useTranslation } from '../../../i18n/i18n.js';
import { byteText } from '../../../lib/quantities.js';
import { MachineAct } from './machine-act.js';
import { machinesQuery } from './machines.query.js';
import { useMachineTexts } from './texts/use-machine-texts.js';

const REFRESH_MS = 10_000;

const tones: Record<Machine['state'], Tone> = { ready: 'success', draining: 'warning', down: 'danger' };

export function MachineList() {
  const text = useMachineTexts();
  const query = useQuery({ ...machinesQuery, refetchInterval: REFRESH_MS });
  const columns = useMachineColumns();
  return (
    <ListStates
      query={query}
      isEmpty={({ machines }) => machines.length === 0}
      narrowed={false}
      onReset={() => undefined}
      empty={<Notice icon={Server} title={text('empty')} text={text('emptyText')} />}
    >
      {({ machines }) => (
        <DataTable
          label={text('title')}
          columns={columns}
          rows={machines}
          keyOf={({ id }) => id}
          nameOf={({ name }) => name}
          stale={query.isError}
        />
      )}
    </ListStates>
  );
}

function useMachineColumns(): readonly Column<Machine>[] {
  const text = useMachineTexts();
  const { language } = useTranslation();
  return [
    {
      head: text('name'),
      narrow: 'title',
      cell: ({ name, manager }) => (
        <span className="grid md:min-w-32">
          <span className="font-medium wrap-anywhere">{name}</span>
          {manager && <span className="text-xs text-muted-foreground">{text('manager')}</span>}
        </span>
      ),
    },
    {
      head: text('state'),
      narrow: 'line',
      cell: ({ state }) => <Badge tone={tones[state]}>{text(`states.${state}`)}</Badge>,
    },
    { head: text('memory'), narrow: 'line', cell: (machine) => <Memory machine={machine} /> },
    {
      head: text('cpus'),
      narrow: 'line',
      className: 'tabular-nums',
      cell: ({ cpus }) => cpus.toLocaleString(language),
    },
    {
      head: text('containers'),
      narrow: 'line',
      className: 'tabular-nums',
      cell: ({ id, name, containers: count }) => (
        <Count
          count={count}
          to={`machine=${id}`}
          label={text('onIt', { count: count.toLocaleString(language), name })}
        />
      ),
    },
    {
      head: text('waiting'),
      narrow: 'line',
      className: 'tabular-nums',
      cell: ({ id, name, waiting: count }) => (
        <Count
          count={count}
          to={`machine=${id}&state=waiting`}
          label={text('waitingFor', { count: count.toLocaleString(language), name })}
        />
      ),
    },
    {
      head: text('acts'),
      quiet: true,
      narrow: 'corner',
      className: 'md:w-0',
      cell: (machine) => <MachineAct machine={machine} />,
    },
  ];
}

function Memory({ machine: { name, memory_bytes: size, reserved_bytes: used } }: { machine: Machine }) {
  const text = useMachineTexts();
  const { language } = useTranslation();
  const label = useId();
  const words = text('memoryOf', { used: byteText(used, language), size: byteText(size, language) });
  return (
    <span className="grid gap-1 md:min-w-44">
      <span id={label} className="sr-only">
        {text('memory')}: {name}
      </span>
      <span className="tabular-nums">{words}</span>
      <Meter used={used} value={size} labelledBy={label} text={words} />
    </span>
  );
}

/** Leads to the containers that it counts. */
function Count({ count, to, label }: { count: number; to: string; label: string }) {
  const { language } = useTranslation();
  if (count === 0) return '0';
  return (
    <Link
      to={`${consolePages.containers}?${to}`}
      aria-label={label}
      className="focus-ring inline-block min-w-6 rounded-sm py-0.5 font-medium underline underline-offset-4 max-md:min-h-6"
    >
      {count.toLocaleString(language)}
    </Link>
  );
}
