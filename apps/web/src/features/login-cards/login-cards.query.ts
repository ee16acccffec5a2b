import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { callAdmin } from '../../lib/admin-api.js';

const keyOf = (classId: string) => ['classes', classId, 'login-cards'];

export const useLoginCards = (classId: string) =>
  useQuery({
    queryKey: keyOf(classId),
    queryFn: ({ signal }) => callAdmin('loginCards', { params: { id: classId }, signal }),
  });

/** The answer alone has the codes: it stays in the mutation, and nowhere else. */
export function usePrintCards(classId: string) {
  const queryClient = useQueryClient();
  return useMutation({
    mutationFn: (userIds: number[]) =>
      callAdmin('printCards', {
        params: { id: classId },
        body: { user_ids: userIds, renew: true },
        timeoutMs: 60_000,
      }),
    onSettled: () => queryClient.invalidateQueries({ queryKey: keyOf(classId) }),
    gcTime: 0,
  });
}

export const useReopenCards = (classId: string) =>
  useCardAct(classId, () => callAdmin('reopenCards', { params: { id: classId } }));

export const useRevokeCard = (classId: string) =>
  useCardAct(classId, (userId: number) =>
    callAdmin('revokeCard', { params: { id: classId, user_id: String(userId) } }),
  );

function useCardAct<Input, Output>(classId: string, act: (input: Input) => Promise<Output>) {
  const queryClient = useQueryClient();
  return useMutation({
    mutationFn: act,
    onSettled: () => queryClient.invalidateQueries({ queryKey: keyOf(classId) }),
  });
}
