import type { Template } from '../templates/template.js';

/** Whose instance of which template. */
export interface InstanceKey {
  readonly userId: number;
  readonly type: string;
}

export interface InstanceSpec extends InstanceKey {
  /** Unique on the runtime; creating the same name again gives the instance that is there. */
  readonly name: string;
  readonly slug: string;
  readonly template: Template;
  readonly environment: Readonly<Record<string, string>>;
  readonly labels: Readonly<Record<string, string>>;
}

export type InstanceState = 'created' | 'running' | 'paused' | 'restarting' | 'exited';

/** What the runtime says is there. */
export interface Instance extends InstanceKey {
  readonly id: string;
  readonly name: string;
  readonly image: string;
  readonly state: InstanceState;
  readonly exitCode: number | null;
  readonly outOfMemory: boolean;
  /** Where this process reaches the service; null while it does not run. */
  readonly address: Address | null;
  readonly createdAt: Date;
}

export interface Address {
  readonly host: string;
  readonly port: number;
}

/** How far an image is: a share of the whole where it is known, and the runtime's own words. */
export interface ImageProgress {
  readonly percent: number | null;
  readonly detail: string | null;
}

export interface RuntimeCapabilities {
  /** Services cannot see each other or this machine. */
  readonly isolation: boolean;
  readonly limits: boolean;
  readonly pause: boolean;
}

/** Something changed for these names, or (`resync`) anything may have: look again. A hint, never the truth. */
export type RuntimeHint = { readonly kind: 'changed'; readonly name: string } | { readonly kind: 'resync' };

/**
 * What runs containers. Every method fails with an AppError; `runtime_unreachable` where the runtime does not answer in
 * time. Only instances of this installation are ever seen or touched.
 */
export abstract class ContainerRuntime {
  abstract readonly kind: 'docker' | 'process';
  abstract readonly capabilities: RuntimeCapabilities;

  /** Answers when the runtime can be used. */
  abstract ping(): Promise<void>;

  /** Has the template's image ready to create from: there, pulled or built. Callers of one image share the work. */
  abstract prepareImage(template: Template, onProgress: (progress: ImageProgress) => void): Promise<void>;

  /**
   * Idempotent by name: gives the instance that is there already.
   * @throws AppError `image_missing` (prepare it, then try again), `name_taken`, `no_address_left`, `disk_full`
   */
  abstract create(spec: InstanceSpec): Promise<Instance>;

  /** Starts or resumes what `create` or `inspect` gave; a running one stays as it is. Answers with its address. */
  abstract start(instance: Instance): Promise<Instance>;

  /** Absent or stopped is fine. */
  abstract stop(name: string): Promise<void>;

  /** Absent is fine; a running one is stopped first. */
  abstract remove(name: string): Promise<void>;

  abstract inspect(name: string): Promise<Instance | null>;

  abstract list(): Promise<Instance[]>;

  /** The last lines the instance wrote, oldest first; none when it is absent. */
  abstract logs(name: string, lines: number): Promise<string[]>;

  /** Calls back on every hint until the returned function is called. Begins with a `resync`. */
  abstract watch(onHint: (hint: RuntimeHint) => void): () => void;

  /** This process ends. Instances that can live without it go on. */
  abstract close(): Promise<void>;
}
