import type { Readable } from 'node:stream';
import type { ContainerKey } from '../container-ref/container-ref.js';
import type { Template } from '../templates/template.js';

export interface InstanceSpec extends ContainerKey {
  /** Unique on the runtime; creating the same name again gives the instance that is there. */
  readonly name: string;
  readonly slug: string;
  readonly template: Template;
  readonly environment: Readonly<Record<string, string>>;
  readonly labels: Readonly<Record<string, string>>;
}

export type InstanceState = 'created' | 'running' | 'paused' | 'restarting' | 'exited';

/** What the runtime says is there. */
export interface Instance extends ContainerKey {
  readonly id: string;
  readonly name: string;
  readonly image: string;
  readonly state: InstanceState;
  readonly exitCode: number | null;
  readonly outOfMemory: boolean;
  /** Where this process reaches the service; null while it does not run. */
  readonly address: Address | null;
  /**
   * How often the runtime has started it again by itself since it was last started by hand. Null where this look does
   * not say, as a list of Docker's: a made-up 0 would let all restarts of a long life count as new.
   */
  readonly restarts: number | null;
  readonly createdAt: Date;
}

export interface Address {
  readonly host: string;
  readonly port: number;
}

/** A folder of an instance that outlives it. */
export interface Volume extends ContainerKey {
  /** Unique on the runtime. */
  readonly name: string;
  /** Where the instance sees it. */
  readonly path: string;
}

/** How far an image is: a share of the whole where it is known, and the runtime's own words. */
export interface ImageProgress {
  readonly percent: number | null;
  /** Known only while it is pulled. */
  readonly bytes: { readonly done: number; readonly total: number } | null;
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
  /** Names the driver in records and answers. What it can do is in `capabilities`; nothing depends on this name. */
  abstract readonly kind: string;
  /** For the operator's terminal. */
  abstract readonly title: string;
  abstract readonly capabilities: RuntimeCapabilities;

  /** Answers when the runtime can be used. */
  abstract ping(): Promise<void>;

  /**
   * What an operator should change on this host before people come, in English; nothing where all is well.
   * @throws SettingsError where a template cannot run here at all
   */
  abstract checkHost(templates: readonly Template[], people: number): Promise<readonly string[]>;

  /** Has the template's image ready to create from: there, pulled or built. Callers of one image share the work. */
  abstract prepareImage(template: Template, onProgress: (progress: ImageProgress) => void): Promise<void>;

  /**
   * Idempotent by name: gives the instance that is there already. Its template's volumes are made, or found again.
   * @throws AppError `image_missing` (prepare it, then try again), `name_taken`, `no_address_left`, `disk_full`
   */
  abstract create(spec: InstanceSpec): Promise<Instance>;

  /** Starts or resumes what `create` or `inspect` gave; a running one stays as it is. Answers with its address. */
  abstract start(instance: Instance): Promise<Instance>;

  /** Absent, stopped or paused already is fine. Does nothing where `capabilities.pause` is false. */
  abstract pause(name: string): Promise<void>;

  /** Absent or stopped is fine; a paused one is resumed to be told. */
  abstract stop(name: string): Promise<void>;

  /** Absent is fine; a running one is stopped first. Its volumes stay. */
  abstract remove(name: string): Promise<void>;

  /**
   * Gives an instance, whatever it is called by now, the name it should have.
   * @throws AppError `name_taken`
   */
  abstract rename(instance: Instance, name: string): Promise<void>;

  abstract inspect(name: string): Promise<Instance | null>;

  abstract list(): Promise<Instance[]>;

  /** The last lines the instance wrote, oldest first; none when it is absent. */
  abstract logs(name: string, lines: number): Promise<string[]>;

  /** The last lines, then every line as it is written, until the signal is aborted or the instance ends. */
  abstract followLogs(name: string, lines: number, signal: AbortSignal): AsyncIterable<string>;

  /** All volumes of this installation, also of instances that are gone. */
  abstract listVolumes(): Promise<Volume[]>;

  /** Bytes by volume name. Reads every file on slow engines: never in a request. */
  abstract measureVolumes(): Promise<ReadonlyMap<string, number>>;

  /** Deletes what an instance of this key has kept. Absent is fine; the instance itself must be gone. */
  abstract removeVolumes(key: ContainerKey): Promise<void>;

  /**
   * Writes one file into an instance, running or not; folders on the way are made. Owned by whom its parent belongs to.
   * @param path absolute, as the instance sees it
   * @throws AppError `no_container`, `invalid_request` where a folder is in the way of a file or the other way round
   */
  abstract writeFile(name: string, path: string, content: Buffer): Promise<void>;

  /** A tar of the volume's content. */
  abstract exportVolume(volume: Volume): Promise<Readable>;

  /** Makes the volume anew and fills it from such a tar. No instance may have it. */
  abstract importVolume(volume: Volume, tar: Readable): Promise<void>;

  /** Calls back on every hint until the returned function is called. Begins with a `resync`. */
  abstract watch(onHint: (hint: RuntimeHint) => void): () => void;

  /** This process ends. Instances that can live without it go on. */
  abstract close(): Promise<void>;
}
