import { useQuery } from '@tanstack/react-query';
import { call } from '../../../lib/api.js';

/** Whom a card logs in. Does not log in. */
export const useCardOwner = (secret: string) =>
  useQuery({
    queryKey: ['card', secret],
    queryFn: ({ signal }) => call('cardOwner', { body: { secret }, signal }),
    gcTime: 0,
  });
