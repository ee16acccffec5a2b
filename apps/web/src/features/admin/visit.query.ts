import type { NewVisit } from '@spawner/contracts';
import { useMutation, useQuery } from '@tanstack/react-query';
import { call } from '../../lib/api.js';

export const useVisitedService = (to: string) =>
  useQuery({
    queryKey: ['visited-service', to],
    queryFn: ({ signal }) => call('visitedService', { query: { to }, signal }),
  });

export const useVisit = () => useMutation({ mutationFn: (wish: NewVisit) => call('visit', { body: wish }) });
