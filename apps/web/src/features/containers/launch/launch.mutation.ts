import { useMutation, useQueryClient } from '@tanstack/react-query';
import { call } from '../../../lib/api.js';
import { containerQuery } from '../live/container.query.js';

/**
 * The answer comes when the service runs. Before that it may wait for a place, up to a day where `capacity_wait_minutes` says so,
 * and an image may have to be built.
 */
export const LAUNCH_TIMEOUT_MS = 25 * 3_600_000;

export const launchKey = (type: string) => ['launch', type];

export interface Launch {
  /** The type of another container, which is stopped before: a limit is reached. */
  stopFirst?: string | undefined;
}

export function useLaunch(type: string) {
  const queryClient = useQueryClient();
  return useMutation({
    mutationKey: launchKey(type),
    mutationFn: async ({ stopFirst }: Launch) => {
      if (stopFirst) await call('stop', { params: { type: stopFirst }, timeoutMs: LAUNCH_TIMEOUT_MS });
      return call('launch', { params: { type }, timeoutMs: LAUNCH_TIMEOUT_MS });
    },
    onSettled: () => queryClient.invalidateQueries({ queryKey: containerQuery(type).queryKey }),
  });
}
