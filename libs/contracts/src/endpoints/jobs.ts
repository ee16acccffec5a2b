import { z } from 'zod';
import { Job, JobDetail, JobsPage, JobsQuery } from '../jobs.js';
import { table } from './endpoint.js';

/** A job is shown to the person who started it, and to admins. */
export const jobEndpoints = table({
  ownJobs: { method: 'GET', path: '/api/user/jobs', query: JobsQuery, answer: JobsPage },
  jobs: {
    method: 'GET',
    path: '/api/admin/jobs',
    query: JobsQuery,
    answer: JobsPage,
    role: 'admin',
    scope: 'admin:read',
  },
  job: { method: 'GET', path: '/api/job/{id}', answer: JobDetail, scope: 'admin:read' },
  /** Waiting items are skipped; running ones end. */
  cancelJob: { method: 'POST', path: '/api/job/{id}/cancel', answer: Job, scope: 'admin:write' },
  /** The failed items wait again. */
  retryJob: { method: 'POST', path: '/api/job/{id}/retry', answer: Job, scope: 'admin:write' },
  jobReport: {
    method: 'GET',
    path: '/api/job/{id}/report',
    answer: z.string(),
    media: 'text/csv',
    scope: 'admin:read',
  },
});
