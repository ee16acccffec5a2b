import type { LaunchPhase } from '@spawner/contracts';
import type { ContainerRef } from '../container-ref/container-ref.js';
import type { Instance } from '../runtime/container-runtime.js';

export interface OpenOptions {
  /** `ready` while the application does not listen yet, `route` while the gateway does not know it yet. */
  readonly onPhase: (phase: Extract<LaunchPhase, 'ready' | 'route'>) => void;
  /** How long the application may take. */
  readonly seconds: number;
  /** Ends the wait early; its reason is what `open` throws. */
  readonly signal: AbortSignal;
}

/** A service that was visited, and when last. Background polling of a forgotten tab is no visit. */
export interface ServiceUse {
  readonly route: ContainerRef;
  readonly at: Date;
}

/** Brings a resting service back; resolves when it serves, fails with an AppError. Callers of one route share the work. */
export type Waker = (route: ContainerRef) => Promise<void>;

/** What serves containers under their paths. */
export abstract class Gateway {
  /** Where a service is opened. */
  abstract urlOf(route: ContainerRef): string;

  /** The path under which a service begins there; it never reaches the container. Empty where it has its own host. */
  abstract prefixOf(route: ContainerRef): string;

  /** Labels a container needs so that the gateway finds it. */
  abstract labels(route: ContainerRef): Readonly<Record<string, string>>;

  /**
   * Resolves once a request for the service's path is answered by the service.
   * @throws AppError `not_listening` or `not_routed` when the time is up
   */
  abstract open(route: ContainerRef, instance: Instance, options: OpenOptions): Promise<void>;

  /** The instance is known to run: serve it, without waiting for an answer. */
  abstract serve(route: ContainerRef, instance: Instance): void;

  /** The instance rests (paused or stopped) and shall be woken by whoever opens its path. */
  abstract rest(route: ContainerRef): void;

  /** There is no instance. */
  abstract close(route: ContainerRef): void;

  /** What it serves or lets rest. */
  abstract routes(): ContainerRef[];

  /** What to call when a resting service is opened. Before this nothing is woken. */
  abstract wakeWith(waker: Waker): void;

  /** Cuts what is open for visitors of a session that has ended, as far as it runs through this process. */
  abstract closeResponsesOf(sessionId: string): void;

  /** The services visited since the last call, each once. */
  abstract takeUses(): ServiceUse[];

  /** One quick try. */
  abstract answers(route: ContainerRef): Promise<boolean>;
}
