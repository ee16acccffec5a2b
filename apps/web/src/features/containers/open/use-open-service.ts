import type { Container } from '@spawner/contracts';
import { useIsMutating, useQueryClient } from '@tanstack/react-query';
import { useRef, useState } from 'react';
import { useTranslation } from '../../../i18n/i18n.js';
import { ApiProblem } from '../../../lib/problem.js';
import { type Launch, launchKey, useLaunch } from '../launch/launch.mutation.js';
import { openServiceTab, type ServiceTab } from './service-tab.js';

/** One click: open the tab now, launch, show the service in it. A running one is launched too: it may have stopped unnoticed. */
export function useOpenService({ type, display_name: name, status }: Container) {
  const { t } = useTranslation();
  const queryClient = useQueryClient();
  const { mutateAsync, error, reset } = useLaunch(type);
  const launching = useIsMutating({ mutationKey: launchKey(type) }) > 0;
  const waitingTab = useRef<ServiceTab>(null);
  const [blockedUrl, setBlockedUrl] = useState<string | null>(null);

  const open = (launch: Launch = {}) => {
    // From the cache, not from the last render: the second click of a double click comes before the next render.
    if (queryClient.isMutating({ mutationKey: launchKey(type) }) > 0) return;
    setBlockedUrl(null);
    const waiting = { title: t('tab.title', { name }), text: t('tab.text') };
    const tab = openServiceTab({ type, waiting, running: status === 'running' || status === 'paused' });
    waitingTab.current = tab;
    mutateAsync(launch).then(
      ({ service_url: url }) => (tab ? tab.show(url) : setBlockedUrl(url)),
      () => tab?.close(),
    );
  };

  // The user's next action has replaced this launch: not an error.
  const superseded = error instanceof ApiProblem && error.problem.code === 'superseded';
  return { open, launching, error: superseded ? null : error, reset, blockedUrl, waitingTab };
}
