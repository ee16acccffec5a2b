import { queryOptions, useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { callAdmin } from '../../../lib/admin-api.js';

const approvalsQuery = queryOptions({
  queryKey: ['admin', 'people', 'waiting'],
  queryFn: ({ signal }) => callAdmin('people', { query: { state: 'waiting', sort: 'created', limit: 20 }, signal }),
});

export const useApprovals = () => useQuery(approvalsQuery);

type Decision = { id: number; refused?: { reason?: string } };

export function useDecide() {
  const queryClient = useQueryClient();
  return useMutation({
    mutationFn: ({ id, refused }: Decision) =>
      refused
        ? callAdmin('refuse', { params: { id: String(id) }, body: refused })
        : callAdmin('approve', { params: { id: String(id) } }),
    // Also after an error: another admin may have decided.
    onSettled: () => queryClient.invalidateQueries({ queryKey: ['admin'] }),
  });
}
