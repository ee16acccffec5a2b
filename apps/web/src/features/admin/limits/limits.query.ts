import type { LimitKind, LimitScope, NewLimitRule, Role } from '@spawner/contracts';
import { keepPreviousData, queryOptions, useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { callAdmin } from '../../../lib/admin-api.js';

const limitRulesQuery = queryOptions({
  queryKey: ['admin', 'limit-rules'],
  queryFn: async ({ signal }) => (await callAdmin('limitRules', { signal })).rules,
});
const capacityQuery = queryOptions({
  queryKey: ['admin', 'capacity'],
  queryFn: ({ signal }) => callAdmin('capacity', { signal }),
});

export const useLimitRules = () => useQuery(limitRulesQuery);
export const useCapacity = () => useQuery(capacityQuery);

/** Whom a rule is about, and what it bounds. */
export interface RuleAbout {
  scope: LimitScope;
  role?: Role;
  user_id?: number;
  kind: LimitKind;
}

/** What a rule would do that is not saved yet; null: nothing to ask. `value` null is without limit. */
export const useRehearsal = (about: RuleAbout, value: number | null | undefined) =>
  useQuery({
    queryKey: ['admin', 'limit-rehearsal', about, value],
    queryFn: ({ signal }) =>
      callAdmin('rehearseLimitRule', { query: { ...about, ...(typeof value === 'number' && { value }) }, signal }),
    enabled: value !== undefined,
    placeholderData: keepPreviousData,
    gcTime: 0,
  });

export function usePutRules() {
  const queryClient = useQueryClient();
  return useMutation({
    mutationFn: async (rules: readonly NewLimitRule[]) => {
      for (const rule of rules) await callAdmin('putLimitRule', { body: rule });
    },
    // Also after an error: somebody else may have changed them.
    onSettled: () => queryClient.invalidateQueries(limitRulesQuery),
  });
}

export function useDeleteRule() {
  const queryClient = useQueryClient();
  return useMutation({
    mutationFn: (id: number) => callAdmin('deleteLimitRule', { params: { id: String(id) } }),
    onSettled: () => queryClient.invalidateQueries(limitRulesQuery),
  });
}

export const useFoundPeople = (q: string) =>
  useQuery({
    queryKey: ['admin', 'people', 'found', q],
    queryFn: async ({ signal }) => (await callAdmin('people', { query: { q, sort: 'name', limit: 8 }, signal })).items,
    enabled: q !== '',
    placeholderData: keepPreviousData,
  });
