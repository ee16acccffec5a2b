import type { ClassCards, NewLesson, NewMessage } from '@spawner/contracts';
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { useJobStarted } from '../../components/jobs/jobs.query.js';
import { callAdmin } from '../../lib/admin-api.js';

const keyOf = (classId: number, ...rest: string[]) => ['classes', String(classId), ...rest];
const paramsOf = (classId: number) => ({ id: String(classId) });

/** Read anew with every dialog: it is about this moment. */
export const useStartEstimate = (classId: number, type: string) =>
  useQuery({
    queryKey: keyOf(classId, 'start-estimate', type),
    queryFn: ({ signal }) => callAdmin('startEstimate', { params: paramsOf(classId), query: { type }, signal }),
    staleTime: 0,
    gcTime: 0,
  });

export const useMessages = (classId: number) =>
  useQuery({
    queryKey: keyOf(classId, 'messages'),
    queryFn: ({ signal }) =>
      callAdmin('classMessages', { params: paramsOf(classId), signal }).then(({ messages }) => messages),
    staleTime: 0,
  });

/** What it changes is shown by the live page, the class and the strip of jobs. */
function useAct<Input>(classId: number, act: (input: Input) => Promise<unknown>) {
  const queryClient = useQueryClient();
  const jobStarted = useJobStarted();
  return useMutation({
    mutationFn: act,
    onSettled: () => Promise.all([queryClient.invalidateQueries({ queryKey: keyOf(classId) }), jobStarted()]),
  });
}

export const useBeginLesson = (classId: number) =>
  useAct(classId, (body: NewLesson) => callAdmin('beginLesson', { params: paramsOf(classId), body }));

export const useChangeLesson = (classId: number) =>
  useAct(classId, (until: string) => callAdmin('changeLesson', { params: paramsOf(classId), body: { until } }));

export const useEndLesson = (classId: number) =>
  useAct(classId, () => callAdmin('endLesson', { params: paramsOf(classId) }));

export const useActOnAll = (classId: number, act: 'start' | 'stop') =>
  useAct(classId, (body: ClassCards) => callAdmin('classCards', { params: { ...paramsOf(classId), act }, body }));

export const useSendMessage = (classId: number) =>
  useAct(classId, (body: NewMessage) => callAdmin('sendMessage', { params: paramsOf(classId), body }));

export const useWithdrawMessage = (classId: number) =>
  useAct(classId, (id: number) =>
    callAdmin('withdrawMessage', { params: { ...paramsOf(classId), message_id: String(id) } }),
  );
