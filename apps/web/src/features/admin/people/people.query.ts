import type { BulkPeople, PeopleFilter, PeopleQuery } from '@spawner/contracts';
import { keepPreviousData, useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import type { z } from 'zod';
import { useJobStarted } from '../../../components/jobs/jobs.query.js';
import type { FilterValues } from '../../../components/table/use-address.js';
import { adminAddressOf, callAdmin } from '../../../lib/admin-api.js';

export const PAGE_SIZE = 50;

export const peopleFilters = {
  q: [],
  group: ['', 'today', 'waiting', 'blocked', 'never', 'deleted'],
  role: ['', 'admin', 'manager', 'user'],
  /** Not seen for so many days. */
  unseen: ['', '30', '90', '365'],
  /** Its id. */
  class: [],
  sort: [
    ...(['name', '-name', 'created', '-created', 'seen', '-seen'] as const),
    ...(['running', '-running', 'storage', '-storage'] as const),
  ],
} as const;

type Chosen = Partial<FilterValues<typeof peopleFilters>>;

const peopleQuery = (chosen: Chosen, cursor: string) => ({
  queryKey: ['admin', 'people', chosen, cursor],
  queryFn: ({ signal }: { signal: AbortSignal }) => {
    const { sort } = chosen;
    const page = { limit: PAGE_SIZE, ...(sort && { sort }), ...(cursor && { cursor }) };
    return callAdmin('people', {
      query: { ...filterOf(chosen), ...page } satisfies z.input<typeof PeopleQuery>,
      signal,
    });
  },
  placeholderData: keepPreviousData,
});

export const usePeople = (chosen: Chosen, cursor: string) => useQuery(peopleQuery(chosen, cursor));

export const peopleExportAddress = (chosen: Chosen): string => adminAddressOf('exportPeople', {}, filterOf(chosen));

/** As the API takes it: the same for the list, the export and for what is done with all that match. */
export function filterOf({ q, group, role, unseen, class: classId }: Chosen): PeopleFilter {
  return {
    ...(q && { q }),
    ...(group && { state: group }),
    ...(role && { role }),
    ...(unseen && { seen_before: daysAgo(Number(unseen)) }),
    ...(classId && { class: Number(classId) }),
  };
}

const daysAgo = (days: number): string => new Date(Date.now() - days * 86_400_000).toISOString().slice(0, 10);

/** Those that a person may be looked for in, and added to: not the archived ones. */
export const useClassChoices = () =>
  useQuery({
    queryKey: ['classes', 'choices'],
    queryFn: ({ signal }) => callAdmin('classes', { query: { limit: 200 }, signal }).then(({ items }) => items),
  });

const selectionKey = ['admin', 'people-selection'];

/** Whom the filters find, exactly: the list counts no further than people read. */
export const usePeopleSelection = (chosen: Chosen, enabled: boolean) =>
  useQuery({
    queryKey: [...selectionKey, chosen],
    queryFn: ({ signal }) => callAdmin('peopleSelection', { query: filterOf(chosen), signal }),
    enabled,
    staleTime: 0,
    gcTime: 0,
  });

export function useBulkPeople() {
  const started = useJobStarted();
  const queryClient = useQueryClient();
  return useMutation({
    mutationFn: (body: BulkBody) => callAdmin('bulkPeople', { body }),
    onSuccess: started,
    // The question shows how many there are now.
    onError: () => queryClient.invalidateQueries({ queryKey: selectionKey }),
  });
}
export type BulkBody = z.input<typeof BulkPeople>;

const personKey = (id: string) => ['admin', 'person', id];

export const usePerson = (id: string) =>
  useQuery({ queryKey: personKey(id), queryFn: ({ signal }) => callAdmin('person', { params: { id }, signal }) });

export const useLimitsOf = (id: string) =>
  useQuery({
    queryKey: ['admin', 'limits-of', id],
    queryFn: ({ signal }) => callAdmin('limitsOfPerson', { params: { id }, signal }),
  });

/** One act with one person; lists and page are loaded anew, also after a refusal: something has changed then, too. */
export function usePersonAct<Input>(act: (input: Input) => Promise<unknown>) {
  const queryClient = useQueryClient();
  return useMutation({
    mutationFn: act,
    onSettled: () => queryClient.invalidateQueries({ queryKey: ['admin'] }),
  });
}
