import { z } from 'zod';

/** A template's id. No hyphen, so that `{slug}-{type}` is unambiguous. */
export const ContainerType = z
  .string()
  .max(50)
  .regex(/^[a-z][a-z0-9]*$/);

export const ContainerStatus = z
  .enum(['not_created', 'starting', 'running', 'paused', 'stopping', 'stopped', 'error'])
  .meta({ id: 'ContainerStatus' });
export type ContainerStatus = z.infer<typeof ContainerStatus>;
