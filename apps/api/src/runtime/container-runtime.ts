import type { ContainerKey } from '../container-ref/container-ref.js';
import type { Confinement, InstanceLimits } from '../templates/template.js';
import type { ImageSource } from './image-store.js';

/** Everything a driver makes an instance of. Nothing of it is a setting of the driver, so each user or template may differ. */
export interface InstanceSpec extends ContainerKey {
  /** Unique on the runtime; creating the same name again gives the existing instance. */
  readonly name: string;
  readonly template: ImageSource;
  /** Folders that outlive the instance, as it sees them. */
  readonly volumes: readonly string[];
  readonly environment: Readonly<Record<string, string>>;
  readonly labels: Readonly<Record<string, string>>;
  /** Where the service listens inside the instance. Without isolation it is given another, free one as `PORT`. */
  readonly port: number;
  /** What the service sees in front of every path, such as `/ann-dev`; empty where the gateway takes it away. */
  readonly keptPrefix: string;
  /** Null is the image's own. */
  readonly command: readonly string[] | null;
  /** Keeps the image's HEALTHCHECK. */
  readonly health: boolean;
  /** Lines of `.env` that the operator would have to write first. */
  readonly missingConsents: readonly string[];
  /** Ignored where `capabilities.limits` is false. */
  readonly limits: InstanceLimits;
  /** Ignored where `capabilities.isolation` is false. */
  readonly confinement: Confinement;
}

export type InstanceState = 'created' | 'running' | 'paused' | 'restarting' | 'exited';

/** An instance as the runtime reports it. */
export interface Instance extends ContainerKey {
  readonly id: string;
  readonly name: string;
  readonly image: string;
  /** Of the image itself, as `ImageStore.currentId` gives it. Its name may mean another by now. */
  readonly imageId: string | null;
  /** What `specHash` gave when it was created. Null for one of an older release. */
  readonly specHash: string | null;
  readonly state: InstanceState;
  readonly exitCode: number | null;
  readonly outOfMemory: boolean;
  /** What its HEALTHCHECK says; null where it has none, and in a list of Docker's. */
  readonly health: Health | null;
  /** Its memory limit. Null where it has none, and in a list of Docker's, which does not report it. */
  readonly memoryBytes: number | null;
  /** Where its service listens, as the container sees it. */
  readonly port: number;
  /** As in `InstanceSpec`. */
  readonly keptPrefix: string;
  /** Where this process reaches the service; null while it does not run. */
  readonly address: Address | null;
  /**
   * How often the runtime has restarted it by itself since it was last started by hand. Null in a list of Docker's, which
   * does not report it: a made-up 0 would let all restarts of a long life count as new.
   */
  readonly restarts: number | null;
  /** The machine it is on; null before it has been placed, and where the runtime has only one. */
  readonly node: InstanceNode | null;
  /** Why one that should run does not; null where it runs or should not. */
  readonly waitsFor: WaitsFor | null;
  readonly createdAt: Date;
}

export interface InstanceNode {
  readonly id: string;
  readonly name: string;
  /** Where other machines reach it. */
  readonly address: string;
}

/** For the machine that has its files, for its next machine, or until a machine has room. */
export type WaitsFor =
  | { readonly kind: 'node'; readonly name: string }
  | { readonly kind: 'moving' }
  | { readonly kind: 'room' };

export interface MeasuredInstance extends Instance {
  readonly layerBytes: number;
}

export interface Health {
  readonly state: 'starting' | 'healthy' | 'unhealthy';
  /** What the last check wrote; empty before the first. */
  readonly output: string;
}

export interface Address {
  readonly host: string;
  readonly port: number;
}

export interface RuntimeCapabilities {
  /** Services cannot see each other or this machine. */
  readonly isolation: boolean;
  readonly limits: boolean;
  readonly pause: boolean;
  /** It counts the data that an instance receives. */
  readonly traffic: boolean;
  /** Instances are spread over machines, which can be drained. */
  readonly machines: boolean;
}

/** Something changed for this name, or (`resync`) for any: look again. A hint, never the truth. */
export type RuntimeHint = { readonly kind: 'changed'; readonly name: string } | { readonly kind: 'resync' };

/**
 * Runs containers. Every method fails with an AppError; `runtime_unreachable` where the runtime does not answer in time.
 * Only instances of this installation are ever seen or touched.
 */
export abstract class ContainerRuntime {
  /** Names the driver in records and answers. What it can do is in `capabilities`; nothing depends on this name. */
  abstract readonly kind: string;
  /** For the operator's terminal. */
  abstract readonly title: string;
  abstract readonly capabilities: RuntimeCapabilities;

  /** Resolves when the runtime can be used. */
  abstract ping(): Promise<void>;

  /**
   * Idempotent by name: gives the existing instance. Its volumes are made, or found again.
   * @throws AppError `image_missing` (prepare it, then try again; also where its template has changed since it was built),
   * `image_unsafe`, `not_permitted_here`, `name_taken`, `no_address_left`, `disk_full`, `machine_away`
   * @param isFirst nothing of it was ever begun, so no machine that is away has files of it
   */
  abstract create(spec: InstanceSpec, isFirst?: boolean): Promise<Instance>;

  /** Changes with everything that a new instance would be created with, except its image's content. */
  abstract specHash(spec: InstanceSpec): Promise<string>;

  /** Starts or resumes what `create` or `inspect` gave; a running one stays as it is. Gives it with its address. */
  abstract start(instance: Instance): Promise<Instance>;

  /** Absent, stopped or paused already is fine. Does nothing where `capabilities.pause` is false. */
  abstract pause(name: string): Promise<void>;

  /** Absent or stopped is fine; a paused one is resumed so that it gets the signal. */
  abstract stop(name: string): Promise<void>;

  /** Absent is fine; a running one is stopped first. Its volumes stay. */
  abstract remove(name: string): Promise<void>;

  /**
   * Gives an instance, whatever its name is by now, the name it should have.
   * @throws AppError `name_taken`
   */
  abstract rename(instance: Instance, name: string): Promise<void>;

  abstract inspect(name: string): Promise<Instance | null>;

  abstract list(): Promise<Instance[]>;

  /**
   * Bytes of data that others have sent to it since it was started. A number to compare with an earlier one: the engine
   * counts packets, so it is not exact. Null where it does not run, or `capabilities.traffic` is false.
   */
  abstract received(instance: Instance): Promise<number | null>;

  /**
   * All instances, with what each has written outside its volumes; none where the runtime cannot tell. Engines read every
   * such file for it: never in a request.
   */
  abstract measureLayers(signal: AbortSignal): Promise<readonly MeasuredInstance[]>;

  /** The last lines the instance wrote, oldest first; none when it is absent. */
  abstract logs(name: string, lines: number): Promise<string[]>;

  /** The last lines, then every line as it is written, until the signal is aborted or the instance ends. */
  abstract followLogs(name: string, lines: number, signal: AbortSignal): AsyncIterable<string>;

  /** Calls back on every hint until the returned function is called. Begins with a `resync`. */
  abstract watch(onHint: (hint: RuntimeHint) => void): () => void;

  /** This process ends. Instances that can live without it go on. */
  abstract close(): Promise<void>;
}
