import { queryOptions, useQuery } from '@tanstack/react-query';
import { call } from '../../lib/api.js';
import { hasCode } from '../../lib/problem.js';

const outboxQuery = queryOptions({
  queryKey: ['outbox'],
  queryFn: async ({ signal }) => (await call('outbox', { signal })).mails,
  // 404: this installation has no outbox.
  refetchInterval: ({ state }) => (hasCode(state.error, 'not_found') ? false : 2_000),
});

export const useOutbox = () => useQuery(outboxQuery);
