import type { ContainerDetail } from '@spawner/contracts';
import { type QueryClient, useIsMutating, useQueryClient } from '@tanstack/react-query';
import { useCallback, useEffect } from 'react';
import { useTranslation } from '../../../i18n/i18n.js';
import type { Receivers } from '../../../lib/event-stream.js';
import { usePageVisible } from '../../../lib/use-page-visible.js';
import { type StreamState, useStream } from '../../../lib/use-stream.js';
import { containerQuery } from './container.query.js';
import { openContainerStream } from './container-stream.js';
import { containersQuery } from './containers.query.js';

const FALLBACK_MS = 10_000;

/**
 * Stores live events in the entries of the cards, once these are loaded; true while that is interrupted. A browser opens
 * at most six connections to a host, and services on it share them with this page: a hidden page closes its own. `also`
 * receives further events of the same stream; another object opens it anew.
 */
export function useLiveContainers(loaded: boolean, also: Receivers): boolean {
  const { language } = useTranslation();
  const queryClient = useQueryClient();
  const visible = usePageVisible();
  const busy = useIsMutating() > 0;
  const wanted = loaded && (visible || busy);
  const open = useCallback(
    (state: StreamState) =>
      openContainerStream({
        ...state,
        language,
        onContainer: (detail) => void store(queryClient, detail),
        also,
        onRefused: () => queryClient.refetchQueries({ queryKey: containersQuery.queryKey }),
      }),
    [language, also, queryClient],
  );
  const lost = useStream(wanted, open);

  useEffect(() => {
    if (!lost) return;
    const poll = () => void queryClient.invalidateQueries({ queryKey: ['container'] });
    poll();
    const timer = setInterval(poll, FALLBACK_MS);
    return () => clearInterval(timer);
  }, [lost, queryClient]);

  return lost;
}

async function store(queryClient: QueryClient, detail: ContainerDetail): Promise<void> {
  const { queryKey } = containerQuery(detail.type);
  // A response that is still on its way is older than this event and would overwrite it.
  await Promise.all([
    queryClient.cancelQueries({ queryKey: containersQuery.queryKey }),
    queryClient.cancelQueries({ queryKey }),
  ]);
  queryClient.setQueryData(queryKey, detail);
}
