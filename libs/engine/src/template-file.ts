import { z } from 'zod';
import { imageReference } from './image-reference.js';

const AbsolutePath = z.string().regex(/^(\/[\w.-]+)+$/, 'is not an absolute path such as /data');
const idleSeconds = z.int().positive().nullable();

/** Who may open a container's service: its owner, every user with a login, or anyone. */
export const Access = z.enum(['private', 'members', 'public']);
export type Access = z.infer<typeof Access>;

/** `template.json` in a folder below docker/templates; the folder's name is the type. */
export const TemplateFile = z.strictObject({
  order: z.int(),
  display_name: z.string().min(1),
  description: z.string(),
  /** For readers of English, where it differs. */
  description_en: z.string().optional(),
  image: z.string().min(1).transform(imageReference),
  access: Access.default('private'),
  /** Its pages may act on the origin they share with others: for content that the operator vouches for. */
  trusted: z.boolean().default(false),
  /** Folders that outlive the container. */
  volumes: z.array(AbsolutePath).default([]),
  /** Where files that the owner uploads go: one of the volumes, or a folder in one. */
  upload: AbsolutePath.optional(),
  /** Nothing but /tmp and the volumes can be written. */
  read_only: z.boolean().default(false),
  /** Another of the engine's runtimes, such as `runsc` (gVisor). */
  runtime: z
    .string()
    .regex(/^[\w.-]+$/)
    .optional(),
  /** For an image that would run as root: user and group to run it as instead. */
  user: z
    .string()
    .regex(/^[1-9]\d{0,8}:[1-9]\d{0,8}$/, 'is not a user and group such as 1000:1000')
    .optional(),
  /** Seconds without use after which the container is paused, stopped, removed; null is never. */
  idle: z.strictObject({ pause: idleSeconds, stop: idleSeconds, remove: idleSeconds }).partial().default({}),
});
export type TemplateFile = z.infer<typeof TemplateFile>;

/** Every template's service listens on this port inside its container. */
export const SERVICE_PORT = 8080;
