import { z } from 'zod';
import { WeaknessName } from './weaknesses.js';

const Bytes = z.int().nonnegative();

/** What an admin should look at, most urgent first. */
export const Attention = z
  .object({
    kind: z.enum(['disk_low', 'weaknesses', 'deletions', 'failures', 'approvals']),
    count: z.int().positive(),
    weaknesses: z.array(WeaknessName).meta({ description: 'Which ones; empty for the other kinds.' }),
  })
  .meta({ id: 'Attention' });
export type Attention = z.infer<typeof Attention>;

export const Overview = z
  .object({
    attention: z.array(Attention),
    people: z.object({
      total: z.int().nonnegative(),
      blocked: z.int().nonnegative(),
      approvals: z.int().nonnegative().meta({ description: 'Who waits until an admin has let them in.' }),
    }),
    containers: z.object({
      running: z.int().nonnegative(),
      paused: z.int().nonnegative(),
      waiting: z.int().nonnegative().meta({ description: 'Launches that wait for room on the server.' }),
      failed: z.int().nonnegative(),
    }),
    disk: z.object({
      layers: Bytes.meta({ description: 'What containers have written outside their volumes, as last measured.' }),
      volumes: Bytes.meta({ description: 'What the volumes hold, as last measured.' }),
      free: Bytes.nullable(),
      size: Bytes.nullable().meta({ description: 'Null where the engine’s disk cannot be seen from here.' }),
    }),
    memory: z.object({
      promised: Bytes.meta({ description: 'What is reserved for containers that exist in memory.' }),
      possible: Bytes.meta({ description: 'What they take if each takes all it may.' }),
      used: Bytes.meta({ description: 'In use on this machine, by whatever program.' }),
      size: Bytes,
    }),
  })
  .meta({ id: 'Overview' });
export type Overview = z.infer<typeof Overview>;
