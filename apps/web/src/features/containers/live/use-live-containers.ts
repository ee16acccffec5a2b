import type { ContainerDetail } from '@spawner/contracts';
import { useIsMutating, useQueryClient, type QueryClient } from '@tanstack/react-query';
import { useEffect, useState } from 'react';
import { useTranslation } from '../../../i18n/i18n.js';
import { usePageVisible } from '../../../lib/use-page-visible.js';
import { containerQuery } from './container.query.js';
import { containersQuery } from './containers.query.js';
import { openContainerStream } from './container-stream.js';

/** An interruption shorter than this is nobody's business. */
const PATIENCE_MS = 3_000;
const FALLBACK_MS = 10_000;

/**
 * Keeps the cards as the server tells them, once they are loaded; true while it cannot. A browser opens six connections
 * to a host, and the services share them with this page: one that nobody sees gives its own back.
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
    const ask = () => {
      void queryClient.invalidateQueries({ queryKey: containersQuery.queryKey });
      void queryClient.invalidateQueries({ queryKey: ['container'] });
    };
    ask();
    const timer = setInterval(ask, FALLBACK_MS);
    return () => clearInterval(timer);
  }, [lost, queryClient]);

  return lost;
}

async function store(queryClient: QueryClient, detail: ContainerDetail): Promise<void> {
  const { queryKey } = containerQuery(detail.type);
  // What is still on its way was asked before this was told, and would overwrite it.
  await Promise.all([
    queryClient.cancelQueries({ queryKey: containersQuery.queryKey }),
    queryClient.cancelQueries({ queryKey }),
  ]);
  queryClient.setQueryData(queryKey, detail);
  queryClient.setQueryData(containersQuery.queryKey, (list) =>
    list?.map((container) => (container.type === detail.type ? detail : container)),
  );
}
