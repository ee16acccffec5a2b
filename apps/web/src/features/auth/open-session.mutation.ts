import { useMutation, useQueryClient } from '@tanstack/react-query';
import { call } from '../../lib/api.js';
import { meQuery } from './me.query.js';

/** Trades the mailed token for the session's cookies. */
export function useOpenSession() {
  const queryClient = useQueryClient();
  return useMutation({
    mutationFn: (token: string) => call('openSession', { body: { token } }),
    onSuccess: ({ user }) => {
      // What an earlier user of this tab saw is not for this one.
      queryClient.removeQueries({ type: 'inactive' });
      queryClient.setQueryData(meQuery.queryKey, user);
    },
  });
}
