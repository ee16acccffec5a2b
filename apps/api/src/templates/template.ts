import { ContainerType } from '@spawner/contracts';
import { z } from 'zod';
import type { Language } from '../i18n/language.js';

const AbsolutePath = z.string().regex(/^(\/[\w.-]+)+$/, 'is not an absolute path such as /data');
const idleSeconds = z.int().positive().nullable();

/** Who may open a container's service: its owner, everybody who is logged in, or everybody. */
export const Access = z.enum(['private', 'members', 'public']);
export type Access = z.infer<typeof Access>;

/** `template.json` in a folder below docker/templates; the folder's name is the type. */
export const TemplateFile = z.strictObject({
  order: z.int(),
  display_name: z.string().min(1),
  description: z.string(),
  /** For readers of English, where it differs. */
  description_en: z.string().optional(),
  image: z.string().min(1),
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
  /** For an image that would run as root: who it runs as instead. */
  user: z
    .string()
    .regex(/^[1-9]\d{0,8}:[1-9]\d{0,8}$/, 'is not a user and group such as 1000:1000')
    .optional(),
  /** Seconds without a visit after which the container is paused, stopped, removed; null is never. */
  idle: z.strictObject({ pause: idleSeconds, stop: idleSeconds, remove: idleSeconds }).partial().default({}),
});

export const TemplateType = ContainerType;

/** What can be started. Every template listens on the same container port. */
export interface Template {
  readonly type: string;
  readonly displayName: string;
  readonly description: Readonly<Record<Language, string>>;
  readonly image: string;
  readonly access: Access;
  readonly trusted: boolean;
  /** Replaces the base image that the Dockerfile names. */
  readonly baseImage: string | null;
  /** Build context, and what runs where there is no engine. */
  readonly folder: string;
  readonly volumes: readonly string[];
  readonly upload: string | null;
  readonly confinement: Confinement;
  readonly idle: IdleLimits;
}

/** What a template asks for beyond what every container gets. */
export interface Confinement {
  readonly readOnly: boolean;
  /** Null is the engine's default. */
  readonly runtime: string | null;
  /** Null is the image's own. */
  readonly user: string | null;
}

/** Seconds without a visit after which the container is paused, stopped, removed; null is never. */
export interface IdleLimits {
  readonly pause: number | null;
  readonly stop: number | null;
  readonly remove: number | null;
}

export const SERVICE_PORT = 8080;
