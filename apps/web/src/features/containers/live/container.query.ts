import type { Container } from '@spawner/contracts';
import { type QueryClient, queryOptions, useQuery } from '@tanstack/react-query';
import { call } from '../../../lib/api.js';

/** The one cache entry of a card: the list fills it, live events replace it, and the page reads it alone. */
export const containerQuery = (type: string) =>
  queryOptions({
    queryKey: ['container', type],
    queryFn: ({ signal }) => call('container', { params: { type }, signal }),
    // List and events keep it up to date. It is only requested by itself after an invalidation.
    staleTime: Infinity,
  });

export const useContainer = (type: string) => useQuery(containerQuery(type)).data;

/** The list has no details: those of the entry stay. */
export function storeListed(client: QueryClient, container: Container): void {
  const noDetails = { launch: null, last_launch: null, failure: null };
  client.setQueryData(containerQuery(container.type).queryKey, (known) => ({ ...noDetails, ...known, ...container }));
}
