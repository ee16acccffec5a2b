import { queryOptions, useQuery } from '@tanstack/react-query';
import { call } from '../../lib/api.js';
import { isLoggedOut } from '../../lib/problem.js';

/** The logged-in user, or null. A visitor without a session gets 200 and null; 401 means that a session has ended. */
export const meQuery = queryOptions({
  queryKey: ['me'],
  queryFn: ({ signal }) =>
    call('session', { signal }).then(
      ({ user }) => user,
      (error: unknown) => {
        if (isLoggedOut(error)) return null;
        throw error;
      },
    ),
  staleTime: 60_000,
});

export const useMe = () => useQuery(meQuery);
