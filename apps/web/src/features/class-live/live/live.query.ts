import type { GonePerson, Lesson, LiveClass, LivePerson, LivePing } from '@spawner/contracts';
import { classEventNames } from '@spawner/contracts/values';
import { queryOptions, useQuery, useQueryClient } from '@tanstack/react-query';
import { useCallback, useEffect, useState } from 'react';
import { endpoints } from 'virtual:contract/admin';
import { useTranslation } from '../../../i18n/i18n.js';
import { adminAddressOf, callAdmin } from '../../../lib/admin-api.js';
import { openEventStream } from '../../../lib/event-stream.js';
import { usePageVisible } from '../../../lib/use-page-visible.js';
import { type StreamState, useStream } from '../../../lib/use-stream.js';
import { ServerClock } from './clock.js';

const FALLBACK_MS = 10_000;

const liveQuery = (id: number, type: string | undefined) =>
  queryOptions({
    queryKey: ['class', id, 'live', type],
    queryFn: async ({ signal }) => {
      const live = await callAdmin('classLive', { params: { id: String(id) }, query: type ? { type } : {}, signal });
      // Cancelled by an event that is newer than this answer.
      signal.throwIfAborted();
      return live;
    },
    // The stream keeps it current.
    staleTime: Infinity,
  });

/** The class as it is now: loaded once, then kept current by its stream; `lost` while that is interrupted. */
export function useLiveClass(id: number, type: string | undefined) {
  const { language } = useTranslation();
  const queryClient = useQueryClient();
  const visible = usePageVisible();
  const [clock] = useState(() => new ServerClock());
  const query = useQuery(liveQuery(id, type));
  const now = query.data?.now;
  useEffect(() => {
    if (now !== undefined) clock.set(now);
  }, [clock, now]);

  const open = useCallback(
    (state: StreamState) => {
      const { queryKey } = liveQuery(id, type);
      const change = async (to: (live: LiveClass) => LiveClass) => {
        await queryClient.cancelQueries({ queryKey });
        queryClient.setQueryData<LiveClass>(queryKey, (live) => live && to(live));
      };
      const entranceChanged = () =>
        void queryClient.invalidateQueries({ queryKey: ['classes', String(id), 'entrance'] });
      const shapes = endpoints.classLive.answer.properties ?? {};
      const anything = {};
      return openEventStream({
        ...state,
        address: adminAddressOf('classEvents', { id: String(id) }, { ...(type && { type }), language }),
        events: {
          [classEventNames.live]: {
            shape: endpoints.classLive.answer,
            onEvent: (live: LiveClass) => {
              void change(() => live);
              entranceChanged();
            },
          },
          [classEventNames.person]: {
            shape: shapes['people']?.items ?? anything,
            onEvent: (person: LivePerson) =>
              void change((live) => ({ ...live, people: withPerson(live.people, person) })),
          },
          [classEventNames.gone]: {
            shape: anything,
            onEvent: ({ user_id: gone }: GonePerson) =>
              void change((live) => ({ ...live, people: live.people.filter(({ user_id: id }) => id !== gone) })),
          },
          [classEventNames.lesson]: {
            shape: shapes['lesson'] ?? anything,
            onEvent: (lesson: Lesson | null) => void change((live) => ({ ...live, lesson })),
          },
          [classEventNames.message]: {
            shape: anything,
            onEvent: () => void queryClient.invalidateQueries({ queryKey: ['classes', String(id), 'messages'] }),
          },
          [classEventNames.entrance]: { shape: anything, onEvent: entranceChanged },
          [classEventNames.ping]: { shape: anything, onEvent: ({ now }: LivePing) => clock.set(now) },
        },
        onRefused: () => queryClient.refetchQueries({ queryKey }),
      });
    },
    [id, type, language, queryClient, clock],
  );
  const lost = useStream(query.isSuccess && visible, open);

  useEffect(() => {
    if (!lost) return;
    const poll = () => {
      void queryClient.invalidateQueries(liveQuery(id, type));
      void queryClient.invalidateQueries({ queryKey: ['classes', String(id), 'entrance'] });
    };
    const timer = setInterval(poll, FALLBACK_MS);
    return () => clearInterval(timer);
  }, [lost, id, type, queryClient]);

  return { ...query, lost, clock };
}

const withPerson = (people: readonly LivePerson[], person: LivePerson): LivePerson[] =>
  people.some(({ user_id: id }) => id === person.user_id)
    ? people.map((known) => (known.user_id === person.user_id ? person : known))
    : [...people, person];

/** Steps of the last launch; advice and log of a container that failed: only read once somebody looks. */
export const useMemberLaunch = (id: number, type: string, { user_id: userId, status, since }: LivePerson) =>
  useQuery({
    // Another launch or failure is another entry.
    queryKey: ['class', id, 'launch', userId, type, status, since],
    queryFn: ({ signal }) =>
      callAdmin('memberLaunch', { params: { id: String(id), user_id: String(userId) }, query: { type }, signal }),
    enabled: status !== 'not_created',
  });
