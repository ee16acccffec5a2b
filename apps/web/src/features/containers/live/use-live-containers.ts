import type { ContainerDetail } from '@spawner/contracts';
import { type QueryClient, useIsMutating, useQueryClient } from '@tanstack/react-query';
import { useEffect, useState } from 'react';
import { useTranslation } from '../../../i18n/i18n.js';
import { usePageVisible } from '../../../lib/use-page-visible.js';
import { containerQuery } from './container.query.js';
import { openContainerStream } from './container-stream.js';
import { containersQuery } from './containers.query.js';

/** A shorter interruption is not shown. */
const PATIENCE_MS = 3_000;
const FALLBACK_MS = 10_000;

/**
 * Stores live events in the entries of the cards, once these are loaded; true while that is interrupted. A browser opens
 * at most six connections to a host, and services on it share them with this page: a hidden page closes its own.
 */
export function useLiveContainers(loaded: boolean): boolean {
  const { language } = useTranslation();
  const queryClient = useQueryClient();
  const visible = usePageVisible();
  const busy = useIsMutating() > 0;
  const wanted = loaded && (visible || busy);
  const [lost, setLost] = useState(false);

  useEffect(() => {
    if (!wanted) return;
    let patience: ReturnType<typeof setTimeout> | undefined;
    const onDown = () => {
      patience ??= setTimeout(() => setLost(true), PATIENCE_MS);
    };
    const onUp = () => {
      clearTimeout(patience);
      patience = undefined;
      setLost(false);
    };
    onDown();
    const stop = openContainerStream({
      language,
      onContainer: (detail) => void store(queryClient, detail),
      onUp,
      onDown,
      onRefused: () => queryClient.refetchQueries({ queryKey: containersQuery.queryKey }),
    });
    return () => {
      stop();
      onUp();
    };
  }, [wanted, language, queryClient]);

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
