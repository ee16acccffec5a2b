import type { Container } from '@spawner/contracts';
import { queryOptions, useQuery } from '@tanstack/react-query';
import { call } from '../../../lib/api.js';

export const containerQuery = (type: string) =>
  queryOptions({
    queryKey: ['container', type],
    queryFn: ({ signal }) => call('container', { params: { type }, signal }),
  });

/** What a launch is doing, how the last one went, or why it failed: told by the stream, asked for when that is silent. */
export function useContainerDetail(container: Container, lost: boolean) {
  const { data } = useQuery({
    ...containerQuery(container.type),
    enabled: ({ state }) => lost || (state.data !== undefined && state.data.status !== container.status),
  });
  return data;
}
