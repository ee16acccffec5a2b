import { queryOptions, useQuery } from '@tanstack/react-query';
import { call } from '../../lib/api.js';

const askedByQuery = (token: string) =>
  queryOptions({
    queryKey: ['asked-by', token],
    queryFn: ({ signal }) => call('linkAskedBy', { body: { token }, signal }),
    gcTime: 0,
  });

export const useAskedBy = (token: string) => useQuery(askedByQuery(token));
