import type { NewVisit } from '@spawner/contracts';
import { useMutation, useQuery } from '@tanstack/react-query';
import { callAdmin } from '../../lib/admin-api.js';

export const useVisitedService = (to: string) =>
  useQuery({
    queryKey: ['visited-service', to],
    queryFn: ({ signal }) => callAdmin('visitedService', { query: { to }, signal }),
  });

export const useVisit = () => useMutation({ mutationFn: (wish: NewVisit) => callAdmin('visit', { body: wish }) });
