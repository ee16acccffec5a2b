import { queryOptions, useQuery } from '@tanstack/react-query';
import { call } from '../../lib/api.js';
import { isLoggedOut } from '../../lib/problem.js';

/** Who is logged in; null is nobody, which is an answer and not an error. */
export const meQuery = queryOptions({
  queryKey: ['me'],
  queryFn: ({ signal }) =>
    call('me', { signal }).catch((error: unknown) => {
      if (isLoggedOut(error)) return null;
      throw error;
    }),
  staleTime: 60_000,
});

export const useMe = () => useQuery(meQuery);
