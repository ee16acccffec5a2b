import type { OwnAccountChange } from '@spawner/contracts';
import { infiniteQueryOptions, useInfiniteQuery, useMutation, useQuery } from '@tanstack/react-query';
import { call } from '../../../lib/api.js';

export const useChangeMe = () =>
  useMutation({ mutationFn: (change: OwnAccountChange) => call('changeMe', { body: change }) });

const ownVisitsQuery = infiniteQueryOptions({
  queryKey: ['own-visits'],
  queryFn: ({ pageParam, signal }) =>
    call('ownVisits', { query: { limit: 10, ...(pageParam !== null && { cursor: pageParam }) }, signal }),
  initialPageParam: null as string | null,
  getNextPageParam: ({ next_cursor: next }) => next,
});

export const useOwnVisits = () => useInfiniteQuery(ownVisitsQuery);

export const useOwnDeletion = () =>
  useQuery({ queryKey: ['own-deletion'], queryFn: ({ signal }) => call('ownDeletion', { signal }) });

export const useDeleteMe = () => useMutation({ mutationFn: () => call('deleteMe') });

/** A browser that follows a link renews no session: this does it before, where that is needed. */
export const useRenewedSession = () => useMutation({ mutationFn: () => call('me') });
