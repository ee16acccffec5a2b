import { queryOptions, useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { call } from '../../../lib/api.js';

const sessionsQuery = queryOptions({
  queryKey: ['sessions'],
  queryFn: async ({ signal }) => (await call('sessions', { signal })).sessions,
});

export const useSessions = () => useQuery(sessionsQuery);

export function useEndSession() {
  const queryClient = useQueryClient();
  return useMutation({
    mutationFn: (id: string) => call('endSession', { params: { id } }),
    // Also after an error: the session may have ended already.
    onSettled: () => queryClient.invalidateQueries(sessionsQuery),
  });
}

export const useLogoutEverywhere = () => useMutation({ mutationFn: () => call('logoutEverywhere') });
