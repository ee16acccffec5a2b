import { keepPreviousData, useQuery } from '@tanstack/react-query';
import { callAdmin } from '../../lib/admin-api.js';

export const PAGE_SIZE = 50;
/** Below other parts of a page. */
export const CLASS_PAGE_SIZE = 20;

export const useVisits = (q: string, cursor: string) =>
  useQuery({
    queryKey: ['admin', 'visits', q, cursor],
    queryFn: ({ signal }) =>
      callAdmin('visits', { query: { limit: PAGE_SIZE, ...(q && { q }), ...(cursor && { cursor }) }, signal }),
    placeholderData: keepPreviousData,
  });

/** By teachers of this class, for those who lead it. */
export const useClassVisits = (classId: number, cursor: string) =>
  useQuery({
    queryKey: ['classes', String(classId), 'visits', cursor],
    queryFn: ({ signal }) =>
      callAdmin('classVisits', {
        params: { id: String(classId) },
        query: { limit: CLASS_PAGE_SIZE, ...(cursor && { cursor }) },
        signal,
      }),
    placeholderData: keepPreviousData,
  });
