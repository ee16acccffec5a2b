import type { Container, ContainerDetail, ContainerStatus } from '@spawner/contracts';
import { useEffect, useId } from 'react';
import { ProblemAlert } from '../../components/problem-alert.js';
import { TimeAgo } from '../../components/time-ago.js';
import { Card } from '../../components/ui/card.js';
import { useTranslation } from '../../i18n/i18n.js';
import { ActionBar } from './action-bar.js';
import { type Action, useAct } from './action.mutation.js';
import { BlockedTabNotice } from './blocked-tab-notice.js';
import { useContainerDetail } from './container.query.js';
import { LaunchFailureAlert } from './launch-failure.js';
import { LaunchProgressPanel } from './launch-progress.js';
import { OpenButton } from './open-button.js';
import { phaseText } from './phase-text.js';
import { ServiceAddress } from './service-address.js';
import { StatusBadge } from './status-badge.js';
import { TemplateIcon } from './template-icon.js';
import { useOpenService } from './use-open-service.js';

export function ContainerCard({ container }: { container: Container }) {
  const { t } = useTranslation();
  const heading = useId();
  const { open, launching, error, blockedUrl, waitingTab } = useOpenService(container);
  const { act, acting, error: actionError } = useAct(container.type);
  const detail = useContainerDetail(container, launching || acting !== null);
  const status = statusOf(container, detail, launching, acting);
  const launch = detail?.launch ?? null;

  const progress = status === 'starting' ? phaseText(t, launch) : null;
  useEffect(() => {
    if (progress !== null) waitingTab.current?.say(progress);
  }, [progress, waitingTab]);

  return (
    <Card
      as="article"
      aria-labelledby={heading}
      className="flex flex-col gap-5 p-5 transition-shadow duration-200 hover:shadow-lifted sm:p-6"
    >
      <header className="flex items-start gap-4">
        <TemplateIcon type={container.type} />
        <div className="min-w-0 flex-1">
          <div className="flex flex-wrap items-center justify-between gap-x-3 gap-y-1.5">
            <h2 id={heading} className="text-lg font-semibold tracking-tight wrap-anywhere">
              {container.display_name}
            </h2>
            <StatusBadge status={status} />
          </div>
          <p className="mt-1 text-sm text-muted-foreground">{container.description}</p>
        </div>
      </header>

      <ServiceAddress url={container.service_url} />

      <div className="grid min-h-17 flex-1 grid-cols-1 content-start gap-3">
        {status === 'starting' ? <LaunchProgressPanel launch={launch} /> : <Dates container={container} />}
        {status === 'error' && detail?.failure && <LaunchFailureAlert failure={detail.failure} />}
        {actionError && acting === null && <ProblemAlert error={actionError} />}
        {error && !launching && !(status === 'error' && detail?.failure) && <ProblemAlert error={error} />}
        {blockedUrl && status === 'running' && <BlockedTabNotice name={container.display_name} url={blockedUrl} />}
      </div>

      <div className="grid gap-2">
        <OpenButton status={status} busy={launching || acting !== null} onClick={open} describedBy={heading} />
        <ActionBar name={container.display_name} status={status} onAct={act} />
      </div>
    </Card>
  );
}

/** The list may be a moment behind what was just asked for. */
function statusOf(
  container: Container,
  detail: ContainerDetail | undefined,
  launching: boolean,
  acting: Action | null,
): ContainerStatus {
  if (acting === 'stop' || acting === 'remove') return 'stopping';
  if (acting !== null) return detail?.launch ? 'starting' : 'stopping';
  return launching && container.status !== 'running' ? 'starting' : container.status;
}

function Dates({ container }: { container: Container }) {
  const { t } = useTranslation();
  const dates = [
    [t('container.created'), container.created_at],
    [t('container.lastUsed'), container.last_used],
  ] as const;
  return (
    <dl className="grid grid-cols-2 gap-4 text-sm">
      {dates.map(([label, at]) => (
        <div key={label}>
          <dt className="text-muted-foreground">{label}</dt>
          <dd className="mt-0.5 font-medium">{at ? <TimeAgo at={at} /> : '–'}</dd>
        </div>
      ))}
    </dl>
  );
}
