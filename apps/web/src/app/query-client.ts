import { MutationCache, QueryCache, QueryClient } from '@tanstack/react-query';
import { meQuery } from '../features/auth/me.query.js';
import { isLoggedOut, isPassing } from '../lib/problem.js';

const RETRIES = 2;

/** Any 401 that a renewed session did not cure means nobody is logged in; the layouts take it from there. */
export function createQueryClient(): QueryClient {
  const noticeLogout = (error: unknown) => {
    if (isLoggedOut(error)) queryClient.setQueryData(meQuery.queryKey, null);
  };
  const queryClient = new QueryClient({
    queryCache: new QueryCache({ onError: noticeLogout }),
    mutationCache: new MutationCache({ onError: noticeLogout }),
    defaultOptions: {
      // `always`: without a network the calls shall fail and say so, not wait in silence.
      queries: {
        networkMode: 'always',
        retry: (failures, error) => failures < RETRIES && isPassing(error),
      },
      mutations: { networkMode: 'always' },
    },
  });
  return queryClient;
}
