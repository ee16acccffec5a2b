import { ContainerType } from '@spawner/contracts';
import { z } from 'zod';
import type { Language } from '../common/i18n/language.js';

/** `template.json` in a folder below docker/templates; the folder's name is the type. */
export const TemplateFile = z.strictObject({
  order: z.int(),
  display_name: z.string().min(1),
  description: z.string(),
  /** For readers of English, where it differs. */
  description_en: z.string().optional(),
  image: z.string().min(1),
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
}

export const SERVICE_PORT = 8080;
