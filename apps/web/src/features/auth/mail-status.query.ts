import { queryOptions, useQuery } from '@tanstack/react-query';
import { call } from '../../lib/api.js';

const FIRST_MS = 1000;
const LONGEST_MS = 5000;

/** What became of a requested mail; read less and less often until that is decided. */
const mailStatusQuery = (id: string) =>
  queryOptions({
    queryKey: ['mail-status', id],
    queryFn: ({ signal }) => call('mailStatus', { params: { id }, signal }),
    // Also after a failure: the server may be restarting, and the mail outlives that.
    refetchInterval: ({ state: { data, dataUpdateCount } }) =>
      data?.state === 'waiting' ? Math.min(LONGEST_MS, FIRST_MS * 1.5 ** (dataUpdateCount - 1)) : false,
  });

export const useMailStatus = (id: string) => useQuery(mailStatusQuery(id));
