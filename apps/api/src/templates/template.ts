import { ContainerType } from '@spawner/contracts';
import { z } from 'zod';
import type { Language } from '../common/i18n/language.js';

const AbsolutePath = z.string().regex(/^(\/[\w.-]+)+$/, 'is not an absolute path such as /data');
const idleSeconds = z.int().positive().nullable();

/** `template.json` in a folder below docker/templates; the folder's name is the type. */
export const TemplateFile = z.strictObject({
  order: z.int(),
  display_name: z.string().min(1),
  description: z.string(),
  /** For readers of English, where it differs. */
  description_en: z.string().optional(),
  image: z.string().min(1),
  /** Folders that outlive the container. */
  volumes: z.array(AbsolutePath).default([]),
  /** Where files that the owner uploads go: one of the volumes, or a folder in one. */
  upload: AbsolutePath.optional(),
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
  /** Replaces the base image that the Dockerfile names. */
  readonly baseImage: string | null;
  /** Build context, and what runs where there is no engine. */
  readonly folder: string;
  readonly volumes: readonly string[];
  readonly upload: string | null;
  readonly idle: IdleLimits;
}

/** Seconds without a visit after which the container is paused, stopped, removed; null is never. */
export interface IdleLimits {
  readonly pause: number | null;
  readonly stop: number | null;
  readonly remove: number | null;
}

export const SERVICE_PORT = 8080;
