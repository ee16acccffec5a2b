import type { Job } from '@spawner/contracts';
import { eventNames } from '@spawner/contracts/values';
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { useEffect } from 'react';
import { endpoints } from 'virtual:contract';
import { useTranslation } from '../../i18n/i18n.js';
import { callAdmin } from '../../lib/admin-api.js';
import { addressOf, call } from '../../lib/api.js';
import { openEventStream } from '../../lib/event-stream.js';
import { usePageVisible } from '../../lib/use-page-visible.js';

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
    const onJob = (job: Job) => {
      queryClient.setQueryData<Job[]>(JOBS, (jobs = []) =>
        [job, ...jobs.filter(({ id }) => id !== job.id)].slice(0, SHOWN),
      );
      // What it did is in the lists.
      if (!hasEnded(job)) return;
      void queryClient.invalidateQueries({ queryKey: ['admin'] });
      void queryClient.invalidateQueries({ queryKey: ['classes'] });
    };
    return openEventStream({
      address: addressOf('events', {}, { language }),
      events: { [eventNames.job]: { shape: endpoints.cancelJob.answer, onEvent: onJob } },
      onUp: () => undefined,
      onDown: () => undefined,
      onRefused: () => queryClient.refetchQueries({ queryKey: JOBS }),
    });
  }, [visible, language, queryClient]);

  return query;
}

/** What failed and what was skipped in a job, each with the reason. */
export const useJobItems = (job: Job, wanted: boolean) =>
  useQuery({
    queryKey: ['job', job.id],
    queryFn: ({ signal }) =>
      (job.class_id === null
        ? call('job', { params: { id: job.id }, signal })
        : callAdmin('classJob', { params: inClass(job), signal })
      ).then(({ items }) => items),
    enabled: wanted,
  });

/** One that is about a class belongs to all who lead it. */
export function useJobAct(act: 'cancel' | 'retry') {
  const queryClient = useQueryClient();
  return useMutation({
    mutationFn: (job: Job) =>
      job.class_id === null
        ? call(`${act}Job`, { params: { id: job.id } })
        : callAdmin(`${act}ClassJob`, { params: inClass(job) }),
    onSuccess: (job) => {
      queryClient.setQueryData<Job[]>(JOBS, (jobs = []) => jobs.map((each) => (each.id === job.id ? job : each)));
      return queryClient.invalidateQueries({ queryKey: ['classes'] });
    },
  });
}

const inClass = ({ id, class_id: classId }: Job) => ({ id: String(classId), job_id: id });

/** For acts that start a job. */
export function useJobStarted(): () => Promise<void> {
  const queryClient = useQueryClient();
  return () => queryClient.invalidateQueries({ queryKey: JOBS });
}
