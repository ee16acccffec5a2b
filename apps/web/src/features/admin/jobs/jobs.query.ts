import type { Job } from '@spawner/contracts';
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { useEffect } from 'react';
import { endpoints } from 'virtual:contract';
import { useTranslation } from '../../../i18n/i18n.js';
import { call } from '../../../lib/api.js';
import { openEventStream } from '../../../lib/event-stream.js';
import { usePageVisible } from '../../../lib/use-page-visible.js';

const JOBS = ['jobs'];
/** More bulk acts at once are not shown. */
const SHOWN = 5;

export const hasEnded = ({ finished_at: end }: Job): boolean => end !== null;

/** The newest jobs of one's own, kept current by the event stream. */
export function useOwnJobs() {
  const queryClient = useQueryClient();
  const { language } = useTranslation();
  const visible = usePageVisible();
  const query = useQuery({
    queryKey: JOBS,
    queryFn: ({ signal }) => call('ownJobs', { query: { limit: SHOWN }, signal }).then(({ items }) => items),
  });

  useEffect(() => {
    if (!visible) return;
    return openEventStream<Job>({
      language,
      event: 'job',
      shape: endpoints.cancelJob.answer,
      onEvent: (job) => {
        queryClient.setQueryData<Job[]>(JOBS, (jobs = []) =>
          [job, ...jobs.filter(({ id }) => id !== job.id)].slice(0, SHOWN),
        );
        // What it did is in the lists.
        if (hasEnded(job)) void queryClient.invalidateQueries({ queryKey: ['admin'] });
      },
      onUp: () => undefined,
      onDown: () => undefined,
      onRefused: () => queryClient.refetchQueries({ queryKey: JOBS }),
    });
  }, [visible, language, queryClient]);

  return query;
}

/** What failed and what was skipped in a job, each with the reason. */
export const useJobItems = (id: string, wanted: boolean) =>
  useQuery({
    queryKey: ['job', id],
    queryFn: ({ signal }) => call('job', { params: { id }, signal }).then(({ items }) => items),
    enabled: wanted,
  });

export function useJobAct(name: 'cancelJob' | 'retryJob') {
  const queryClient = useQueryClient();
  return useMutation({
    mutationFn: (id: string) => call(name, { params: { id } }),
    onSuccess: (job) =>
      queryClient.setQueryData<Job[]>(JOBS, (jobs = []) => jobs.map((each) => (each.id === job.id ? job : each))),
  });
}

/** For acts that start a job. */
export function useJobStarted(): () => Promise<void> {
  const queryClient = useQueryClient();
  return () => queryClient.invalidateQueries({ queryKey: JOBS });
}
