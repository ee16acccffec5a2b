import type { SettingsChange } from '@spawner/contracts';
import { queryOptions, useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { callAdmin } from '../../../lib/admin-api.js';
import { infoQuery } from '../../../lib/info.query.js';

const settingsQuery = queryOptions({
  queryKey: ['admin', 'settings'],
  queryFn: ({ signal }) => callAdmin('settings', { signal }),
});

export const useSettings = () => useQuery(settingsQuery);

export function useChangeSettings() {
  const queryClient = useQueryClient();
  return useMutation({
    mutationFn: (change: SettingsChange) => callAdmin('changeSettings', { body: change }),
    onSuccess: (settings) => {
      queryClient.setQueryData(settingsQuery.queryKey, settings);
      // The log-in shows some of them.
      return queryClient.invalidateQueries(infoQuery);
    },
  });
}
