import { useMutation, useQueryClient } from '@tanstack/react-query';
import { call } from '../../lib/api.js';
import { meQuery } from './me.query.js';

export function useLogout() {
  const queryClient = useQueryClient();
  return useMutation({
    mutationFn: () => call('logout'),
    onSuccess: () => queryClient.setQueryData(meQuery.queryKey, null),
  });
}
