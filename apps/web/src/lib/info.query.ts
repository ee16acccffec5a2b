import { queryOptions, useQuery } from '@tanstack/react-query';
import { call } from './api.js';

/** Facts about this installation; they do not change while a page is open. */
export const infoQuery = queryOptions({
  queryKey: ['info'],
  queryFn: ({ signal }) => call('info', { signal }),
  staleTime: Infinity,
});

export const useInfo = () => useQuery(infoQuery).data;
