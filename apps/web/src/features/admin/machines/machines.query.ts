import type { MachinesResponse } from '@spawner/contracts';
import { queryOptions, useMutation, useQueryClient } from '@tanstack/react-query';
import { callAdmin } from '../../../lib/admin-api.js';

export const machinesQuery = queryOptions({
  queryKey: ['admin', 'machines'],
  queryFn: ({ signal }) => callAdmin('machines', { signal }),
});

/** Takes a machine out of use, or brings it back. */
export function useMachineAct(act: 'drain' | 'resume', id: string) {
  const queryClient = useQueryClient();
  return useMutation({
    mutationFn: (): Promise<MachinesResponse> =>
      callAdmin(act === 'drain' ? 'drainMachine' : 'resumeMachine', { params: { id } }),
    onSuccess: (machines) => queryClient.setQueryData(machinesQuery.queryKey, machines),
  });
}
