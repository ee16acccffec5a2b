import type { CodeRequest, OpenSessionRequest } from '@spawner/contracts';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { call } from '../../lib/api.js';
import { meQuery } from './me.query.js';

/** What came by mail: the link's token, or the code beside it. */
type Proof = OpenSessionRequest | CodeRequest;

/** Trades it for the session's cookies. */
export function useOpenSession() {
  const queryClient = useQueryClient();
  return useMutation({
    mutationFn: (proof: Proof) =>
      'code' in proof ? call('openSessionByCode', { body: proof }) : call('openSession', { body: proof }),
    onSuccess: ({ user }) => {
      // What an earlier user of this tab saw is not for this one.
      queryClient.removeQueries({ type: 'inactive' });
      queryClient.setQueryData(meQuery.queryKey, user);
    },
  });
}
