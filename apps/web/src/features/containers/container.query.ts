import type { Container } from '@spawner/contracts';
import { queryOptions, useQuery, useQueryClient } from '@tanstack/react-query';
import { useEffect } from 'react';
import { call } from '../../lib/api.js';
import { containersQuery } from './containers.query.js';

const POLL_MS = 700;

export const containerQuery = (type: string) =>
  queryOptions({
    queryKey: ['container', type],
    queryFn: ({ signal }) => call('container', { params: { type }, signal }),
  });

/** What a launch is doing, or why it failed; asks only while there is something to tell. */
export function useContainerDetail(container: Container, launching: boolean) {
  const queryClient = useQueryClient();
  const polling = launching || container.status === 'starting' || container.status === 'stopping';
  const { data, dataUpdatedAt } = useQuery({
    ...containerQuery(container.type),
    enabled: polling || container.status === 'error',
    refetchInterval: polling ? POLL_MS : false,
    // The waiting tab covers this page, and the launch goes on behind it.
    refetchIntervalInBackground: true,
  });

  const listIsBehind = polling && data !== undefined && data.status !== container.status;
  useEffect(() => {
    if (listIsBehind) void queryClient.invalidateQueries({ queryKey: containersQuery.queryKey });
  }, [queryClient, listIsBehind, dataUpdatedAt]);

  return data;
}
