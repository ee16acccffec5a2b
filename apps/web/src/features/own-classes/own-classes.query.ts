import type { OwnClasses } from '@spawner/contracts';
import { eventNames } from '@spawner/contracts/values';
import { queryOptions, useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { useMemo } from 'react';
import { endpoints } from 'virtual:contract';
import { call } from '../../lib/api.js';
import type { Receivers } from '../../lib/event-stream.js';

const ownClassesQuery = queryOptions({
  queryKey: ['own-classes'],
  queryFn: ({ signal }) => call('ownClasses', { signal }).then(({ classes }) => classes),
});

export const useOwnClasses = () => useQuery(ownClassesQuery);

/** For the stream of the dashboard: every change of lesson, line and messages replaces the classes. */
export function useClassEvents(): Receivers {
  const queryClient = useQueryClient();
  return useMemo(() => {
    const store = async ({ classes }: OwnClasses) => {
      // An answer that is still on its way is older than this event.
      await queryClient.cancelQueries(ownClassesQuery);
      queryClient.setQueryData(ownClassesQuery.queryKey, classes);
    };
    const onEvent = (content: OwnClasses) => void store(content);
    return { [eventNames.classes]: { shape: endpoints.ownClasses.answer, onEvent } };
  }, [queryClient]);
}

/** Changes something of the class; the classes are read again afterwards. */
function useClassAct<Wish>(act: (wish: Wish) => Promise<unknown>) {
  const queryClient = useQueryClient();
  return useMutation({ mutationFn: act, onSettled: () => queryClient.invalidateQueries(ownClassesQuery) });
}

export const useCallHelp = (classId: number) =>
  useClassAct((text: string | null) => call('callHelp', { body: { class_id: classId, text } }));

export const useWithdrawHelp = () =>
  useClassAct((classId: number) => call('withdrawHelp', { query: { class_id: String(classId) } }));

export const useMessageSeen = () =>
  useClassAct((id: number) => call('messageSeen', { params: { message_id: String(id) } }));
