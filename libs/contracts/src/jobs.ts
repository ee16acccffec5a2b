import { z } from 'zod';
import { listQuery, pageOf } from './lists.js';
import { PersonRef } from './person-ref.js';

/** `failed`: it has ended, and at least one item failed. `cancelled`: its waiting items were skipped. */
export const JobState = z.enum(['queued', 'running', 'done', 'failed', 'cancelled']).meta({ id: 'JobState' });
export type JobState = z.infer<typeof JobState>;

export const JobItemState = z.enum(['waiting', 'running', 'done', 'failed', 'skipped']).meta({ id: 'JobItemState' });
export type JobItemState = z.infer<typeof JobItemState>;

/** Work on many things, in the background. It survives a restart. */
export const Job = z
  .object({
    id: z.uuid(),
    kind: z.string().meta({ description: 'What is done with each item, for example `block`.' }),
    class_id: z.int().nullable().meta({ description: 'The class whose teachers may see, cancel and repeat it.' }),
    state: JobState,
    total: z.int(),
    done: z.int(),
    failed: z.int(),
    skipped: z.int().meta({ description: 'There was nothing to do, or the job was cancelled before.' }),
    started_by: PersonRef.nullable().meta({ description: 'Null if the account no longer exists.' }),
    created_at: z.iso.datetime(),
    started_at: z.iso.datetime().nullable(),
    finished_at: z.iso.datetime().nullable(),
  })
  .meta({ id: 'Job' });
export type Job = z.infer<typeof Job>;

export const JobItem = z
  .object({
    seq: z.int(),
    user_id: z.int().nullable(),
    type: z.string().nullable(),
    label: z.string(),
    state: JobItemState,
    code: z.string().nullable().meta({ description: 'The error code of a failed item.' }),
    reason: z.string().nullable().meta({ description: 'The same in the reader’s language.' }),
  })
  .meta({ id: 'JobItem' });
export type JobItem = z.infer<typeof JobItem>;

export const JobDetail = Job.extend({
  items: z.array(JobItem).meta({ description: 'Failed and skipped ones only, at most 200.' }),
}).meta({ id: 'JobDetail' });
export type JobDetail = z.infer<typeof JobDetail>;

export const JobStarted = z.object({ job_id: z.uuid() }).meta({ id: 'JobStarted' });
export type JobStarted = z.infer<typeof JobStarted>;

/** Newest first. */
export const JobsQuery = listQuery(['-created']).omit({ q: true });

export const JobsPage = pageOf(Job).meta({ id: 'Jobs' });
export type JobsPage = z.infer<typeof JobsPage>;
