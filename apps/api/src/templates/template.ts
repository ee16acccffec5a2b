import type { Access } from '@spawner/engine';
import type { Language } from '../i18n/language.js';

/** What can be started. */
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
  readonly port: number;
  /** The service sees its paths without what comes in front of them, or with it. */
  readonly path: 'strip' | 'keep';
  /** With placeholders, as the command. */
  readonly environment: Readonly<Record<string, string>>;
  /** Null is the image's own. */
  readonly command: readonly string[] | null;
  readonly ready: Readiness;
  /** Its image has a HEALTHCHECK that a launch waits for. */
  readonly health: boolean;
  readonly limits: InstanceLimits;
  /** What it takes as a rule: by this the server's memory is shared out. */
  readonly typicalMemoryBytes: number;
  readonly confinement: Confinement;
  /** Lines of `.env` without which it is not created: the operator has not agreed to all that it needs. */
  readonly missingConsents: readonly string[];
  readonly idle: IdleLimits;
  /** Bytes of data a minute; more is use. Null: what is sent on WebSockets is use only where the gateway sees it. */
  readonly traffic: number | null;
}

/** When a service counts as started. */
export interface Readiness {
  /** Null is the first page, whatever its status. */
  readonly path: string | null;
  readonly seconds: number;
}

export interface InstanceLimits {
  readonly memoryBytes: number;
  /** Microseconds of CPU in every 100 ms; 50 000 is half a core. */
  readonly cpuQuota: number;
  readonly processes: number;
  /** Size of /dev/shm; null is the engine's default. */
  readonly shmBytes: number | null;
  /** What may be written outside the volumes. */
  readonly layerBytes: number;
}

/** What a template needs beyond what every container gets. */
export interface Confinement {
  readonly readOnly: boolean;
  /** Null is the engine's default. */
  readonly runtime: string | null;
  /** Null is the image's own. */
  readonly user: string | null;
  readonly root: boolean;
  /** Kept; all others are dropped. */
  readonly capabilities: readonly string[];
  /** An init process of the engine's, where it has one. */
  readonly init: boolean;
}

/** Seconds without use after which the container is paused, stopped, removed; null is never. */
export interface IdleLimits {
  readonly pause: number | null;
  readonly stop: number | null;
  readonly remove: number | null;
}
