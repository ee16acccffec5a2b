import { queryOptions, useQuery } from '@tanstack/react-query';
import { call } from '../../../lib/api.js';

const limitsQuery = queryOptions({
  queryKey: ['limits'],
  queryFn: async ({ signal }) => (await call('ownLimits', { signal })).limits,
});

export const useLimits = () => useQuery(limitsQuery);
