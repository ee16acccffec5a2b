import type { MembersQuery } from '@spawner/contracts';
import { keepPreviousData, useQuery } from '@tanstack/react-query';
import type { z } from 'zod';
import type { FilterValues } from '../../../components/table/use-address.js';
import { callAdmin } from '../../../lib/admin-api.js';

export const PAGE_SIZE = 50;

export const memberFilters = {
  q: [],
  role: ['', 'member', 'teacher'],
  state: ['', 'in', 'waiting'],
  sort: ['name', '-name', 'joined', '-joined', 'seen', '-seen'],
} as const;
type Chosen = Partial<FilterValues<typeof memberFilters>>;

export const useMembers = (classId: number, { q, role, state, sort }: Chosen, cursor: string) =>
  useQuery({
    queryKey: ['classes', String(classId), 'members', { q, role, state, sort }, cursor],
    queryFn: ({ signal }) => {
      const filter = { ...(q && { q }), ...(role && { role }), ...(state && { state }) };
      return callAdmin('members', {
        params: { id: String(classId) },
        query: {
          ...filter,
          limit: PAGE_SIZE,
          ...(sort && { sort }),
          ...(cursor && { cursor }),
        } satisfies z.input<typeof MembersQuery>,
        signal,
      });
    },
    placeholderData: keepPreviousData,
  });
