import { queryOptions, useQuery } from '@tanstack/react-query';
import { call } from '../../../lib/api.js';

export const containersQuery = queryOptions({
  queryKey: ['containers'],
  queryFn: async ({ signal }) => (await call('containers', { signal })).containers,
});

export const useContainers = () => useQuery(containersQuery);
