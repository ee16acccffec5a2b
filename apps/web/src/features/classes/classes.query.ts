import type { ClassesQuery } from '@spawner/contracts';
import { keepPreviousData, useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import type { z } from 'zod';
import type { FilterValues } from '../../components/table/use-address.js';
import { callAdmin } from '../../lib/admin-api.js';
import { call } from '../../lib/api.js';

export const PAGE_SIZE = 48;

export const classFilters = { q: [], archived: ['', 'true'], sort: ['name', '-created'] } as const;
type Chosen = Partial<FilterValues<typeof classFilters>>;

/** Below it is everything that a class shows. */
const CLASSES = ['classes'];

export const useClasses = ({ q, archived, sort }: Chosen, cursor: string) =>
  useQuery({
    queryKey: [...CLASSES, 'list', { q, archived, sort }, cursor],
    queryFn: ({ signal }) => {
      const query = { limit: PAGE_SIZE, ...(q && { q }), ...(archived && { archived }), ...(sort && { sort }) };
      return callAdmin('classes', {
        query: { ...query, ...(cursor && { cursor }) } satisfies z.input<typeof ClassesQuery>,
        signal,
      });
    },
    placeholderData: keepPreviousData,
  });

export const useClass = (id: string) =>
  useQuery({
    queryKey: [...CLASSES, id],
    queryFn: ({ signal }) => callAdmin('class', { params: { id }, signal }),
  });

const FOLLOW_MS = 5000;

/**
 * What others do with the class now, and what failed of it. Read again while something is under way; one's own are
 * pushed, and not among these.
 */
export const useJobsOfOthers = (id: string, ownId: number) =>
  useQuery({
    queryKey: [...CLASSES, id, 'jobs'],
    queryFn: ({ signal }) =>
      callAdmin('classJobs', { params: { id }, query: { limit: 5 }, signal }).then(({ items }) =>
        items.filter(
          ({ finished_at: end, failed, started_by: by }) => (end === null || failed > 0) && by?.id !== ownId,
        ),
      ),
    refetchInterval: ({ state: { data = [] } }) => data.some(({ finished_at: end }) => end === null) && FOLLOW_MS,
  });

/** Every template of the installation, with its name. */
export const useTemplates = () =>
  useQuery({
    queryKey: ['templates'],
    queryFn: ({ signal }) =>
      call('containers', { signal }).then(({ containers }) =>
        containers.map(({ type, display_name: name }) => ({ type, name })),
      ),
  });

/** Which other classes that one leads use a template: a person's files are the same in both. */
export function useSharedTemplates(ownId: number | null): (type: string) => string[] {
  const { data } = useClasses({}, '');
  return (type) =>
    (data?.items ?? []).filter(({ id, templates }) => id !== ownId && templates.includes(type)).map(({ name }) => name);
}

/** What changes a class or its members; everything about classes is loaded anew, also after a refusal. */
export function useClassAct<Input, Output>(act: (input: Input) => Promise<Output>) {
  const queryClient = useQueryClient();
  return useMutation({
    mutationFn: act,
    onSettled: () => queryClient.invalidateQueries({ queryKey: CLASSES }),
  });
}
