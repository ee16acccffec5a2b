import type { Job } from '@spawner/contracts';
import type { Operations } from '../operation.js';

const job: Job = {
  id: '8c6a1d1e-3b1f-4f53-a5b7-2e0c9d4f6a10',
  kind: 'block',
  class_id: null,
  state: 'running',
  total: 30,
  done: 17,
  failed: 1,
  skipped: 0,
  started_by: { id: 1, name: 'Ada Lovelace' },
  created_at: '2026-09-01T07:30:00.000Z',
  started_at: '2026-09-01T07:30:00.050Z',
  finished_at: null,
};

const visible = 'For the person who started it, and for admins.';

export const jobOperations: Operations<'ownJobs' | 'jobs' | 'job' | 'cancelJob' | 'retryJob' | 'jobReport'> = {
  ownJobs: {
    summary: 'List the jobs that you have started',
    description: 'Newest first. Jobs are kept for 30 days.',
    answer: { items: [job], next_cursor: null, total: 1 },
  },
  jobs: {
    summary: 'List all jobs',
    description: 'For an admin. Newest first. Jobs are kept for 30 days.',
    answer: { items: [job], next_cursor: null, total: 1 },
  },
  job: {
    summary: 'Read a job',
    description: `${visible} With the items that failed or were skipped.`,
    answer: {
      ...job,
      items: [
        {
          seq: 4,
          user_id: 7,
          type: null,
          label: 'Ann',
          state: 'failed',
          code: 'runtime_unreachable',
          reason: 'The container engine cannot be reached.',
        },
      ],
    },
    errors: ['not_found'],
  },
  cancelJob: {
    summary: 'Cancel a job',
    description: `${visible} Items that wait are skipped; items that run end. A job that has ended stays as it is.`,
    answer: { ...job, state: 'cancelled', skipped: 12, finished_at: '2026-09-01T07:31:00.000Z' },
    errors: ['not_found'],
  },
  retryJob: {
    summary: 'Repeat the failed items of a job',
    description: `${visible} A job without failed items stays as it is.`,
    answer: job,
    errors: ['not_found'],
  },
  jobReport: {
    summary: 'Download the result of a job',
    description: `${visible} One line an item, as CSV.`,
    answer: '"number","label","user_id","type","state","code","reason"\r\n1,"Ann",7,,"done",,\r\n',
    errors: ['not_found'],
  },
};
