import type { OwnApproval } from '@spawner/contracts';
import { queryOptions, useQuery, useQueryClient } from '@tanstack/react-query';
import { useEffect } from 'react';
import { endpoints } from 'virtual:contract';
import { call } from '../../../lib/api.js';
import { fits } from '../../../lib/shape.js';
import { meQuery } from '../me.query.js';

/** Beside the live events: a proxy may cut them off. */
const FALLBACK_MS = 60_000;

const approvalQuery = queryOptions({
  queryKey: ['approval'],
  queryFn: ({ signal }) => call('approval', { signal }),
  refetchInterval: FALLBACK_MS,
});

/** Whether an admin has let the user in, live. Once that is so, the user's pages open. */
export function useApproval() {
  const queryClient = useQueryClient();
  const { data, error } = useQuery(approvalQuery);

  useEffect(() => {
    const source = new EventSource(endpoints.approvalEvents.path);
    source.addEventListener('approval', ({ data: text }: MessageEvent<string>) => {
      const approval: unknown = JSON.parse(text);
      if (fits(approval, endpoints.approval.answer))
        queryClient.setQueryData(approvalQuery.queryKey, approval as OwnApproval);
    });
    return () => source.close();
  }, [queryClient]);

  const isGranted = data?.approval === 'granted';
  useEffect(() => {
    if (isGranted) void queryClient.invalidateQueries(meQuery);
  }, [isGranted, queryClient]);

  return { approval: data, error };
}
