import { queryOptions, useQuery } from '@tanstack/react-query';
import { call } from '../../../lib/api.js';
import { storeListed } from './container.query.js';

/** Which cards there are, in their order. What a card shows goes to the card's own entry. */
export const containersQuery = queryOptions({
  queryKey: ['containers'],
  queryFn: async ({ client, signal }) => {
    const { containers } = await call('containers', { signal });
    // Cancelled by an event that is newer than this answer.
    signal.throwIfAborted();
    for (const container of containers) storeListed(client, container);
    return containers.map(({ type }) => type);
  },
});

export const useContainerTypes = () => useQuery(containersQuery);
