import { useMutation, useQueryClient } from '@tanstack/react-query';
import { call } from '../../../lib/api.js';
import { LAUNCH_TIMEOUT_MS } from '../launch/launch.mutation.js';
import { containerQuery } from '../live/container.query.js';

/** `deleteVolumes` removes the container, where there is one, and its volumes. */
export type Action = 'stop' | 'restart' | 'recreate' | 'remove' | 'deleteVolumes';

/** Actions of a card beside opening it: `acting` is the one under way, since `since`. */
export function useAct(type: string) {
  const queryClient = useQueryClient();
  const { mutate, isPending, variables, error, reset, submittedAt } = useMutation({
    mutationKey: ['act', type],
    mutationFn: (action: Action) => ask(action, type),
    onSettled: () => queryClient.invalidateQueries({ queryKey: containerQuery(type).queryKey }),
  });
  return { act: mutate, acting: isPending ? variables : null, since: isPending ? submittedAt : null, error, reset };
}

function ask(action: Action, type: string) {
  const options = { params: { type }, timeoutMs: LAUNCH_TIMEOUT_MS };
  return action === 'deleteVolumes' ? call('remove', { ...options, query: { data: 'delete' } }) : call(action, options);
}
