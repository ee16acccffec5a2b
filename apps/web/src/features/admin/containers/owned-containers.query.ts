import type { BulkContainers, OwnedContainer, OwnedContainersQuery } from '@spawner/contracts';
import { keepPreviousData, useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import type { z } from 'zod';
import { useJobStarted } from '../../../components/jobs/jobs.query.js';
import type { FilterValues } from '../../../components/table/use-address.js';
import { callAdmin } from '../../../lib/admin-api.js';
import { call } from '../../../lib/api.js';

export const PAGE_SIZE = 50;
/** A restart answers when the service runs; an image may have to be built before that. */
const ACT_TIMEOUT_MS = 20 * 60_000;

export const containerFilters = {
  q: [],
  state: ['', 'running', 'paused', 'starting', 'waiting', 'stopping', 'stopped', 'error', 'not_created'],
  type: [],
  /** Id of a person. */
  owner: [],
  /** Id of a machine. */
  machine: [],
  sort: [
    '-since',
    'since',
    'owner',
    '-owner',
    'type',
    '-type',
    'state',
    '-state',
    '-last_used',
    'last_used',
    '-layer',
    'layer',
    '-volumes',
    'volumes',
  ],
} as const;

export const keyOf = ({ owner, type }: OwnedContainer): string => `${owner.id} ${type}`;

export const useOwnedContainers = (chosen: Partial<FilterValues<typeof containerFilters>>, cursor: string) =>
  useQuery({
    queryKey: ['admin', 'containers', chosen, cursor],
    queryFn: ({ signal }) => {
      const query: z.input<typeof OwnedContainersQuery> = { ...withoutEmpty(chosen), limit: PAGE_SIZE };
      return callAdmin('ownedContainers', { query: { ...query, ...(cursor && { cursor }) }, signal });
    },
    placeholderData: keepPreviousData,
  });

/** The containers of one person. */
export const useContainersOf = (id: number) =>
  useQuery({
    queryKey: ['admin', 'containers-of', id],
    queryFn: async ({ signal }) => {
      const { items } = await callAdmin('ownedContainers', { query: { owner: id, limit: 200 }, signal });
      return items;
    },
  });

/** What can be started here, for the filter. */
export const useTypes = () =>
  useQuery({
    queryKey: ['admin', 'types'],
    queryFn: async ({ signal }) => {
      const { containers } = await call('containers', { signal });
      return containers.map(({ type, display_name: name }) => ({ type, name }));
    },
    staleTime: Infinity,
  });

export type Act = z.input<typeof BulkContainers>['act'];

const endpointOf = { stop: 'stopOwned', restart: 'restartOwned', recreate: 'recreateOwned' } as const;

export function useActOnContainer({ owner, type }: OwnedContainer) {
  const queryClient = useQueryClient();
  return useMutation({
    mutationFn: ({ act, data }: { act: Act; data: 'keep' | 'delete' }): Promise<unknown> => {
      const options = { params: { user_id: String(owner.id), type }, timeoutMs: ACT_TIMEOUT_MS };
      return act === 'remove'
        ? callAdmin('removeOwned', { ...options, query: { data } })
        : callAdmin(endpointOf[act], options);
    },
    onSettled: () => queryClient.invalidateQueries({ queryKey: ['admin'] }),
  });
}

export function useBulkContainers() {
  const started = useJobStarted();
  return useMutation({
    mutationFn: (body: z.input<typeof BulkContainers>) => callAdmin('bulkContainers', { body }),
    onSuccess: started,
  });
}

const withoutEmpty = <T extends object>(values: T) =>
  Object.fromEntries(Object.entries(values).filter(([, value]) => value !== '')) as {
    [K in keyof T]: Exclude<T[K], ''>;
  };
