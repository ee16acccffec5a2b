import { useMutation, useQueryClient } from '@tanstack/react-query';
import { call } from '../../lib/api.js';
import { containerQuery } from './container.query.js';
import { containersQuery } from './containers.query.js';
import { LAUNCH_TIMEOUT_MS } from './launch.mutation.js';

export type Action = 'stop' | 'restart' | 'recreate' | 'remove';

/** What can be asked of a card beside opening it; `acting` says what is under way. */
export function useAct(type: string) {
  const queryClient = useQueryClient();
  const { mutate, isPending, variables, error } = useMutation({
    mutationKey: ['act', type],
    mutationFn: (action: Action) => call(action, { params: { type }, timeoutMs: LAUNCH_TIMEOUT_MS }),
    onSettled: () =>
      Promise.all([
        queryClient.invalidateQueries({ queryKey: containersQuery.queryKey }),
        queryClient.invalidateQueries({ queryKey: containerQuery(type).queryKey }),
      ]),
  });
  return { act: mutate, acting: isPending ? variables : null, error };
}
