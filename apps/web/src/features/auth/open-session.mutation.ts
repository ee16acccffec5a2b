import type { CodeRequest, OpenSessionRequest } from '@spawner/contracts';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { call } from '../../lib/api.js';
import { requireCookies } from '../../lib/cookies.js';
import { meQuery } from './me.query.js';

/** From the mail: the token of the link, or the code. */
type Proof = OpenSessionRequest | CodeRequest;

/** Exchanges it for the cookies of a session. */
export function useOpenSession() {
  const queryClient = useQueryClient();
  return useMutation({
    mutationFn: async (proof: Proof) => {
      requireCookies();
      return 'code' in proof ? call('openSessionByCode', { body: proof }) : call('openSession', { body: proof });
    },
    onSuccess: ({ user }) => {
      // Data of an earlier user of this tab must not be shown to this one.
      queryClient.removeQueries({ type: 'inactive' });
      queryClient.setQueryData(meQuery.queryKey, user);
    },
  });
}
