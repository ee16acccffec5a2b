import type { NewShareLink } from '@spawner/contracts';
import { queryOptions, useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { call } from '../../../lib/api.js';

const shareLinksQuery = (type: string) =>
  queryOptions({
    queryKey: ['share-links', type],
    queryFn: async ({ signal }) => (await call('shareLinks', { params: { type }, signal })).links,
  });

export const useShareLinks = (type: string) => useQuery(shareLinksQuery(type));

export function useCreateShareLink(type: string) {
  const queryClient = useQueryClient();
  return useMutation({
    mutationFn: (wish: NewShareLink) => call('createShareLink', { params: { type }, body: wish }),
    onSuccess: () => queryClient.invalidateQueries(shareLinksQuery(type)),
  });
}

export function useEndShareLink(type: string) {
  const queryClient = useQueryClient();
  return useMutation({
    mutationFn: (id: string) => call('endShareLink', { params: { type, id } }),
    onSettled: () => queryClient.invalidateQueries(shareLinksQuery(type)),
  });
}
