import type { CardCodeRequest, CardLoginRequest, CodeRequest, OpenSessionRequest } from '@spawner/contracts';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { call } from '../../lib/api.js';
import { requireCookies } from '../../lib/cookies.js';
import { hasCode } from '../../lib/problem.js';
import { meQuery } from './me.query.js';

/** From the mail: the token of the link, or the code. From a login card: the secret of its QR code, or its codes. */
type Proof = OpenSessionRequest | CodeRequest | CardLoginRequest | CardCodeRequest;

/** One try a second is answered where others behind this line have mistyped: a child need not press again. */
const CARD_TRIES = 8;
const CARD_WAIT_MS = 1200;

function open(proof: Proof) {
  if ('class_code' in proof) return call('openSessionByCardCode', { body: proof });
  if ('secret' in proof) return call('openSessionByCard', { body: proof });
  return 'code' in proof ? call('openSessionByCode', { body: proof }) : call('openSession', { body: proof });
}

/** Exchanges it for the cookies of a session. */
export function useOpenSession() {
  const queryClient = useQueryClient();
  return useMutation({
    mutationFn: async (proof: Proof) => {
      requireCookies();
      return open(proof);
    },
    retry: (failures, error) => hasCode(error, 'card_paused') && failures < CARD_TRIES,
    retryDelay: CARD_WAIT_MS,
    onSuccess: ({ user }) => {
      // Data of an earlier user of this tab must not be shown to this one.
      queryClient.removeQueries({ type: 'inactive' });
      queryClient.setQueryData(meQuery.queryKey, user);
    },
  });
}
