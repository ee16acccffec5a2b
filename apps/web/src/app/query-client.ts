import { MutationCache, QueryCache, QueryClient } from '@tanstack/react-query';
import { meQuery } from '../features/auth/me.query.js';
import { hasCode, isLoggedOut, isPassing } from '../lib/problem.js';

const RETRIES = 2;

/**
 * A 401 after a renewal means that the session has ended: the user becomes null, and the layouts open the log-in. Where a
 * block has ended it, the user is asked for once more, and the log-in shows that answer.
 */
export function createQueryClient(): QueryClient {
  const noticeLogout = (error: unknown) => {
    if (isLoggedOut(error)) queryClient.setQueryData(meQuery.queryKey, null);
    // Only while there is a user: the answer to this request comes here, too.
    if (hasCode(error, 'account_blocked') && queryClient.getQueryData(meQuery.queryKey))
      void queryClient.resetQueries(meQuery);
  };
  const queryClient = new QueryClient({
    queryCache: new QueryCache({ onError: noticeLogout }),
    mutationCache: new MutationCache({ onError: noticeLogout }),
    defaultOptions: {
      // `always`: without a network a call fails and the page says so; the default would wait silently.
      queries: {
        networkMode: 'always',
        retry: (failures, error) => failures < RETRIES && isPassing(error),
      },
      mutations: { networkMode: 'always' },
    },
  });
  return queryClient;
}
