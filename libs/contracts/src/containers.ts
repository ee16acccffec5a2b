import { z } from 'zod';
import { ErrorCode } from './errors.js';

/** A template's id. No hyphen, so that `{slug}-{type}` can be read in one way only. */
export const ContainerType = z
  .string()
  .max(50)
  .regex(/^[a-z][a-z0-9]*$/);

export const ContainerStatus = z
  .enum(['not_created', 'starting', 'running', 'stopping', 'stopped', 'error'])
  .meta({ id: 'ContainerStatus' });
export type ContainerStatus = z.infer<typeof ContainerStatus>;

const Timestamp = z.iso.datetime();

export const Container = z
  .object({
    type: ContainerType,
    display_name: z.string(),
    description: z.string(),
    status: ContainerStatus,
    service_url: z.url(),
    container_id: z.string().nullable(),
    created_at: Timestamp.nullable(),
    last_used: Timestamp.nullable(),
  })
  .meta({ id: 'Container' });
export type Container = z.infer<typeof Container>;

export const ContainersResponse = z.object({ containers: z.array(Container) }).meta({ id: 'ContainersResponse' });
export type ContainersResponse = z.infer<typeof ContainersResponse>;

export const LaunchResponse = z
  .object({
    message: z.string(),
    service_url: z.url(),
    container_id: z.string(),
    status: z.literal('running'),
  })
  .meta({ id: 'LaunchResponse' });
export type LaunchResponse = z.infer<typeof LaunchResponse>;

/** What stopping or removing came to. */
export const ActionResponse = z
  .object({ message: z.string(), status: z.enum(['stopped', 'not_created']), container_id: z.string().nullable() })
  .meta({ id: 'ActionResponse' });
export type ActionResponse = z.infer<typeof ActionResponse>;

/**
 * What a launch is doing, in order: waiting for its turn, fetching or building the image, creating, starting,
 * waiting for the application to listen, waiting for the gateway to serve it.
 */
export const LaunchPhase = z.enum(['queued', 'image', 'create', 'start', 'ready', 'route']).meta({ id: 'LaunchPhase' });
export type LaunchPhase = z.infer<typeof LaunchPhase>;

export const LaunchProgress = z
  .object({
    phase: LaunchPhase,
    queue_position: z.int().nullable().meta({ description: '1 is next; null once it is no longer queued.' }),
    percent: z.number().min(0).max(100).nullable().meta({ description: 'Known only while an image is on its way.' }),
    detail: z.string().nullable().meta({ description: 'The runtime’s own words, e.g. the build step.' }),
  })
  .meta({ id: 'LaunchProgress' });
export type LaunchProgress = z.infer<typeof LaunchProgress>;

/** Why the last launch failed, in the reader's language. */
export const LaunchFailure = z
  .object({
    code: ErrorCode,
    phase: LaunchPhase,
    reason: z.string(),
    advice: z.string(),
    at: Timestamp,
    log_tail: z.array(z.string()),
  })
  .meta({ id: 'LaunchFailure' });
export type LaunchFailure = z.infer<typeof LaunchFailure>;

export const ContainerDetail = Container.extend({
  launch: LaunchProgress.nullable(),
  failure: LaunchFailure.nullable(),
}).meta({ id: 'ContainerDetail' });
export type ContainerDetail = z.infer<typeof ContainerDetail>;
