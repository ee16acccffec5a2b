import { queryOptions, useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { call } from '../../../lib/api.js';
import { requireCookies } from '../../../lib/cookies.js';
import { meQuery } from '../me.query.js';

const invitationQuery = (token: string) =>
  queryOptions({
    queryKey: ['invitation', token],
    queryFn: ({ signal }) => call('invitationOffer', { body: { token }, signal }),
    gcTime: 0,
  });

/** Does not use the invitation up. */
export const useInvitation = (token: string) => useQuery(invitationQuery(token));

/** Exchanges it for an account and the cookies of a session. */
export function useAcceptInvitation() {
  const queryClient = useQueryClient();
  return useMutation({
    mutationFn: async (token: string) => {
      requireCookies();
      return call('acceptInvitation', { body: { token } });
    },
    onSuccess: ({ user }) => {
      // Data of an earlier user of this tab must not be shown to this one.
      queryClient.removeQueries({ type: 'inactive' });
      queryClient.setQueryData(meQuery.queryKey, user);
    },
  });
}
