import type { NewApiToken } from '@spawner/contracts';
import { queryOptions, useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { call } from '../../../lib/api.js';

const tokensQuery = queryOptions({
  queryKey: ['api-tokens'],
  queryFn: async ({ signal }) => (await call('apiTokens', { signal })).tokens,
});

export const useTokens = () => useQuery(tokensQuery);

export function useCreateToken() {
  const queryClient = useQueryClient();
  return useMutation({
    mutationFn: (wish: NewApiToken) => call('createApiToken', { body: wish }),
    onSuccess: () => queryClient.invalidateQueries(tokensQuery),
  });
}

export function useRevokeToken() {
  const queryClient = useQueryClient();
  return useMutation({
    mutationFn: (id: string) => call('revokeApiToken', { params: { id } }),
    onSettled: () => queryClient.invalidateQueries(tokensQuery),
  });
}
