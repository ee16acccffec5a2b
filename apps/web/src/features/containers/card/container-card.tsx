import type { ContainerDetail } from '@spawner/contracts';
import { lazy, Suspense, useEffect, useId, useState } from 'react';
import { LaunchFailureAlert } from '../../../components/launch-failure.js';
import { ProblemAlert } from '../../../components/problem-alert.js';
import { StatusBadge, waitStatus } from '../../../components/status-badge.js';
import { Button } from '../../../components/ui/button.js';
import { Card } from '../../../components/ui/card.js';
import { useTranslation } from '../../../i18n/i18n.js';
import { ApiProblem } from '../../../lib/problem.js';
import { droppedItems } from '../../../lib/upload-item.js';
import { useFileDrop } from '../../../lib/use-file-drop.js';
import { type Action, useAct } from '../actions/action.mutation.js';
import { ActionBar } from '../actions/action-bar.js';
import { offersOf } from '../actions/offers.js';
import { Elapsed } from '../launch/elapsed.js';
import { LaunchProgressPanel } from '../launch/launch-progress.js';
import { phaseText } from '../launch/phase-text.js';
import { stopCandidates } from '../launch/reached-limit.js';
import { BlockedTabNotice } from '../open/blocked-tab-notice.js';
import { OpenButton } from '../open/open-button.js';
import { useHeadStart } from '../open/use-head-start.js';
import { useOpenService } from '../open/use-open-service.js';
import { DropHint } from '../upload/drop-hint.js';
import { useUpload } from '../upload/use-upload.js';
import { CardNotes } from './card-notes.js';
import { Dates } from './dates.js';
import { OutdatedNotice } from './outdated-notice.js';
import { RenewalNotice } from './renewal-notice.js';
import { ServiceAddress } from './service-address.js';
import { shownStatus } from './shown-status.js';
import { StorageAlert } from './storage-alert.js';
import { TemplateIcon } from './template-icon.js';
import { VisitedNotice } from './visited-notice.js';
import { WaitNotice } from './wait-notice.js';

const ActionDialog = lazy(async () => ({ default: (await import('../actions/action-dialog.js')).ActionDialog }));
const UploadNotice = lazy(async () => ({ default: (await import('../upload/upload-notice.js')).UploadNotice }));

export function ContainerCard({ container }: { container: ContainerDetail }) {
  const { t } = useTranslation();
  const heading = useId();
  const { open, launching, error, reset: forgetLaunch, blockedUrl, waitingTab } = useOpenService(container);
  const { act, acting, since, error: actionError, reset: forgetAction } = useAct(container.type);
  const upload = useUpload(container.type);
  const { launch, waits_for: waits } = container;
  const status = shownStatus(container, { launching, acting });
  const [swap, ...otherSwaps] = launching ? [] : stopCandidates(error);
  const headStart = useHeadStart(container.type, status);
  const began = since ?? container.status_since;
  const failure = status === 'error' ? container.failure : null;
  // The failure of a recreation is also stored with the container.
  const actionFailed = actionError instanceof ApiProblem && actionError.problem.code === failure?.code;
  const offers = offersOf(container, status);
  const outdated = offers.more.includes('recreate') ? container.outdated : null;
  // A retry would start the old container again.
  const mustRecreate = outdated !== null && status === 'error';
  const [asksToRecreate, setAsksToRecreate] = useState(false);
  const askToRecreate = () => setAsksToRecreate(true);
  const drop = useFileDrop(offers.more.includes('upload'), (dropped) => upload.upload(droppedItems(dropped)));

  const isWanted = status === 'starting' || status === 'running';
  const inLine = status === 'starting' && launch?.wait ? 'waiting' : status;
  const shown = isWanted && waits ? waitStatus[waits.kind] : inLine;
  const progress = status === 'starting' ? phaseText(t, container) : null;
  useEffect(() => {
    if (progress !== null) waitingTab.current?.say(progress);
  }, [progress, waitingTab]);

  // What is wanted now replaces the error of what was wanted before: it would stay on a card that runs.
  const onOpen = (stopFirst?: string) => {
    forgetAction();
    open({ stopFirst });
  };
  const onAct = (action: Action) => {
    forgetLaunch();
    if (action === 'remove' || action === 'deleteVolumes') upload.forget();
    act(action);
  };

  return (
    <Card
      as="article"
      aria-labelledby={heading}
      className="relative flex min-w-0 flex-col gap-5 p-5 transition-shadow duration-200 hover:shadow-lifted sm:p-6"
      {...drop.handlers}
    >
      <header className="flex items-start gap-4">
        <TemplateIcon type={container.type} />
        <div className="min-w-0 flex-1">
          <div className="flex flex-wrap items-center justify-between gap-x-3 gap-y-1.5">
            <h2 id={heading} className="text-lg font-semibold tracking-tight wrap-anywhere">
              {container.display_name}
            </h2>
            {/* A live region: a change is read out, the first rendering is not. */}
            <span role="status" className="shrink-0">
              <StatusBadge status={shown} />
            </span>
          </div>
          <p className="mt-1 text-sm wrap-anywhere text-muted-foreground">{container.description}</p>
        </div>
      </header>

      <ServiceAddress url={container.service_url} />

      <div className="grid min-h-34 flex-1 grid-cols-1 content-start gap-3">
        {container.visited && <VisitedNotice type={container.type} visited={container.visited} />}
        {container.as_of && <OutdatedNotice asOf={container.as_of} />}
        {!container.verified && !container.as_of && (
          <p className="text-sm text-muted-foreground">{t('container.unverified')}</p>
        )}
        {status === 'starting' ? (
          <LaunchProgressPanel container={container} since={began} />
        ) : (
          <Dates container={container} />
        )}
        {status === 'running' && waits && <WaitNotice waits={waits} />}
        {status === 'stopping' && began !== null && (
          <p className="text-sm">
            <Elapsed since={began} />
          </p>
        )}
        {container.storage && <StorageAlert storage={container.storage} />}
        {failure && <LaunchFailureAlert failure={failure} />}
        {outdated && <RenewalNotice outdated={outdated} onRecreate={mustRecreate ? null : askToRecreate} />}
        {actionError && acting === null && !actionFailed && <ProblemAlert error={actionError} />}
        {error && !launching && !failure && (
          <ProblemAlert error={error}>
            {otherSwaps.map((type) => (
              <Button key={type} variant="outline" size="compact" className="mt-1" onClick={() => onOpen(type)}>
                <span className="truncate">{t('container.swapOther', { type })}</span>
              </Button>
            ))}
          </ProblemAlert>
        )}
        {blockedUrl && status === 'running' && <BlockedTabNotice name={container.display_name} url={blockedUrl} />}
        {status !== 'starting' && <CardNotes container={container} />}
        <Suspense>{upload.began && <UploadNotice upload={upload} serviceUrl={container.service_url} />}</Suspense>
      </div>

      <div className="grid gap-2">
        <OpenButton
          offer={mustRecreate ? 'recreate' : shown}
          busy={launching || acting !== null}
          stopFirst={swap}
          onClick={mustRecreate ? askToRecreate : () => onOpen(swap)}
          headStart={headStart}
          describedBy={heading}
        />
        <ActionBar container={container} offers={offers} onAct={onAct} onUpload={upload.upload} describedBy={heading} />
      </div>
      {drop.over && <DropHint />}
      {asksToRecreate && (
        <Suspense>
          <ActionDialog
            asking="recreate"
            container={container}
            onAct={onAct}
            onClose={() => setAsksToRecreate(false)}
          />
        </Suspense>
      )}
    </Card>
  );
}
