import { z } from 'zod';
import { Job, JobDetail, JobsQuery, JobsResponse } from '../jobs.js';

/** A job is shown to the person who started it, and to admins. */
export const jobEndpoints = {
  ownJobs: { method: 'GET', path: '/api/user/jobs', query: JobsQuery, answer: JobsResponse },
  jobs: { method: 'GET', path: '/api/admin/jobs', query: JobsQuery, answer: JobsResponse, role: 'admin' },
  job: { method: 'GET', path: '/api/job/{id}', answer: JobDetail },
  /** Waiting items are skipped; running ones end. */
  cancelJob: { method: 'POST', path: '/api/job/{id}/cancel', answer: Job },
  /** The failed items wait again. */
  retryJob: { method: 'POST', path: '/api/job/{id}/retry', answer: Job },
  jobReport: { method: 'GET', path: '/api/job/{id}/report', answer: z.string(), media: 'text/csv' },
} as const;
