import type { OwnedContainer } from '@spawner/contracts';
import { consolePages } from '@spawner/contracts/values';
import { generatePath, Link } from 'react-router';
import { StatusBadge, waitStatus } from '../../../components/status-badge.js';
import type { Column } from '../../../components/table/data-table.js';
import { LastSeen } from '../../../components/table/last-seen.js';
import { TimeAgo } from '../../../components/time-ago.js';
import { useTranslation } from '../../../i18n/i18n.js';
import { waitText } from '../../../i18n/wait-text.js';
import { byteText } from '../../../lib/quantities.js';
import { ContainerActs } from './container-acts.js';
import { useContainerTexts } from './texts/use-container-texts.js';

export function useContainerColumns(): readonly Column<OwnedContainer>[] {
  const text = useContainerTexts();
  const { language } = useTranslation();
  return [
    {
      head: text('owner'),
      sort: 'owner',
      narrow: 'title',
      cell: ({ owner }) => (
        <Link
          to={generatePath(consolePages.person, { id: String(owner.id) })}
          className="focus-ring inline-block rounded-sm font-medium wrap-anywhere underline-offset-4 hover:underline md:min-w-40"
        >
          {owner.name}
        </Link>
      ),
    },
    {
      head: text('container'),
      sort: 'type',
      narrow: 'line',
      cell: ({ display_name: name, outdated }) => (
        <span className="grid">
          {name}
          {outdated && <span className="text-xs text-muted-foreground">{text('outdated')}</span>}
        </span>
      ),
    },
    { head: text('state'), sort: 'state', narrow: 'line', cell: (container) => <State container={container} /> },
    {
      head: text('since'),
      sort: '-since',
      narrow: 'hidden',
      className: 'whitespace-nowrap text-muted-foreground max-xl:hidden',
      cell: ({ status_since: at }) => <TimeAgo at={at} />,
    },
    {
      head: text('lastUsed'),
      sort: '-last_used',
      narrow: 'line',
      cell: ({ last_used: at }) => <LastSeen at={at} />,
    },
    {
      head: text('memory'),
      narrow: 'hidden',
      className: 'whitespace-nowrap tabular-nums max-2xl:hidden',
      cell: ({ memory_bytes: bytes }) => (bytes === null ? '–' : byteText(bytes, language)),
    },
    {
      head: text('layer'),
      sort: '-layer',
      narrow: 'hidden',
      className: 'whitespace-nowrap tabular-nums max-2xl:hidden',
      cell: (container) => <Layer container={container} />,
    },
    {
      head: text('volumes'),
      sort: '-volumes',
      narrow: 'line',
      className: 'whitespace-nowrap tabular-nums',
      cell: ({ volume_bytes: bytes }) => (bytes > 0 ? byteText(bytes, language) : '–'),
    },
    {
      head: text('acts'),
      quiet: true,
      narrow: 'corner',
      className: 'md:w-0 max-md:-my-2 max-md:-mr-3',
      cell: (container) => <ContainerActs container={container} />,
    },
  ];
}

function State({ container }: { container: OwnedContainer }) {
  const { t } = useTranslation();
  const { state, waiting_since: queued, waits_for: waits, machine, failure } = container;
  return (
    <span className="grid justify-items-start gap-1">
      <StatusBadge status={waits ? waitStatus[waits.kind] : queued === null ? state : 'waiting'} />
      {waits && <span className="max-w-72 text-xs wrap-anywhere">{waitText(t, waits, 'other')}</span>}
      {machine && !waits && (
        <span className="max-w-72 text-xs wrap-anywhere text-muted-foreground">{machine.name}</span>
      )}
      {failure && <span className="max-w-72 text-xs wrap-anywhere text-danger">{failure.reason}</span>}
    </span>
  );
}

function Layer({ container: { layer_bytes: used, layer_limit_bytes: limit } }: { container: OwnedContainer }) {
  const text = useContainerTexts();
  const { language } = useTranslation();
  if (used === null) return '–';
  if (limit === null) return byteText(used, language);
  return text('layerOf', { used: byteText(used, language), limit: byteText(limit, language) });
}
