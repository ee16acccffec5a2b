import type { Access } from '@spawner/engine';
import type { Language } from '../i18n/language.js';

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

/** What a template needs beyond what every container gets. */
export interface Confinement {
  readonly readOnly: boolean;
  /** Null is the engine's default. */
  readonly runtime: string | null;
  /** Null is the image's own. */
  readonly user: string | null;
}

/** Seconds without use after which the container is paused, stopped, removed; null is never. */
export interface IdleLimits {
  readonly pause: number | null;
  readonly stop: number | null;
  readonly remove: number | null;
}
