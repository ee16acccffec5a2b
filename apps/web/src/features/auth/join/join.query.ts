import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { call } from '../../../lib/api.js';
import { requireCookies } from '../../../lib/cookies.js';
import { meQuery } from '../me.query.js';

const GUEST = ['guest'];
/** The server answers after 25 seconds at the latest. */
const PATIENCE_MS = 40_000;
/** Between two answers, so that a proxy that answers at once does not make a busy loop of it. */
const PAUSE_MS = 1000;

export const useJoin = () => useMutation({ mutationFn: (code: string) => call('join', { body: { code } }) });

/** What this browser waits for. Each request is answered when a teacher has decided. */
export function useGuestWait() {
  const {
    data: first,
    error,
    isPending,
  } = useQuery({
    queryKey: [...GUEST, 'first'],
    queryFn: ({ signal }) => call('guestWait', { signal }),
    refetchOnWindowFocus: false,
    gcTime: 0,
  });
  const { data: later } = useQuery({
    queryKey: [...GUEST, 'wait'],
    queryFn: ({ signal }) => call('guestWait', { query: { wait: 'true' }, timeoutMs: PATIENCE_MS, signal }),
    enabled: first?.state === 'waiting',
    refetchInterval: ({ state: { data } }) => (data === undefined || data.state === 'waiting' ? PAUSE_MS : false),
    // Whoever waits looks at another tab.
    refetchIntervalInBackground: true,
    refetchOnWindowFocus: false,
    gcTime: 0,
  });
  return { wait: first?.state === 'waiting' ? (later ?? first) : first, error, isPending };
}

export function useKnock() {
  const queryClient = useQueryClient();
  return useMutation({
    mutationFn: async (body: { code: string; name: string }) => {
      requireCookies();
      return call('waitAsGuest', { body });
    },
    onSuccess: (wait) => {
      queryClient.removeQueries({ queryKey: [...GUEST, 'wait'] });
      queryClient.setQueryData([...GUEST, 'first'], wait);
    },
  });
}

export function useEnterAsGuest() {
  const queryClient = useQueryClient();
  return useMutation({
    mutationFn: () => call('enterAsGuest'),
    onSuccess: ({ user }) => queryClient.setQueryData(meQuery.queryKey, user),
  });
}
