import { z } from 'zod';

export const Liveness = z.object({ status: z.literal('ok') }).meta({ id: 'Liveness' });
export type Liveness = z.infer<typeof Liveness>;

export const Readiness = z
  .object({
    status: z.enum(['ok', 'degraded']).meta({ description: '`degraded`: everything except launching works.' }),
    runtime: z.enum(['up', 'down']),
  })
  .meta({ id: 'Readiness' });
export type Readiness = z.infer<typeof Readiness>;
