import { classEventNames } from '@spawner/contracts/values';
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { useCallback } from 'react';
import { useTranslation } from '../../i18n/i18n.js';
import { adminAddressOf, callAdmin } from '../../lib/admin-api.js';
import { openEventStream } from '../../lib/event-stream.js';
import { usePageVisible } from '../../lib/use-page-visible.js';
import { type StreamState, useStream } from '../../lib/use-stream.js';

/** Guests who close their browser cause no event. */
const GUESTS_LEAVE_MS = 60_000;
const FALLBACK_MS = 10_000;
const keyOf = (classId: string) => ['classes', classId, 'entrance'];

/**
 * Kept current by the stream of the class: that of the live page, or `useEntranceEvents`.
 * @param lost the stream is interrupted
 */
export const useEntrance = (classId: string, lost = false) =>
  useQuery({
    queryKey: keyOf(classId),
    queryFn: ({ signal }) => callAdmin('entrance', { params: { id: classId }, signal }),
    refetchInterval: ({ state: { data } }) =>
      lost ? FALLBACK_MS : data && data.guests.length > 0 ? GUESTS_LEAVE_MS : false,
  });

/** For a page without the live view. True while it is interrupted. */
export function useEntranceEvents(classId: string): boolean {
  const { language } = useTranslation();
  const queryClient = useQueryClient();
  const visible = usePageVisible();
  const open = useCallback(
    (state: StreamState) => {
      const look = () => queryClient.invalidateQueries({ queryKey: keyOf(classId) });
      const receiver = { shape: {}, onEvent: () => void look() };
      return openEventStream({
        ...state,
        address: adminAddressOf('classEvents', { id: classId }, { language }),
        events: { [classEventNames.live]: receiver, [classEventNames.entrance]: receiver },
        onRefused: look,
      });
    },
    [classId, language, queryClient],
  );
  return useStream(visible, open);
}

/** Everything about classes is loaded anew: somebody may have become a member. */
export function useEntranceAct<Input, Output>(act: (input: Input) => Promise<Output>) {
  const queryClient = useQueryClient();
  return useMutation({
    mutationFn: act,
    onSettled: () => queryClient.invalidateQueries({ queryKey: ['classes'] }),
  });
}
