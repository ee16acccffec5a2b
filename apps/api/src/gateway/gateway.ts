import type { ServerResponse } from 'node:http';
import type { LaunchPhase } from '@spawner/contracts';
import type { ContainerRef } from '../container-ref/container-ref.js';
import type { Instance } from '../runtime/container-runtime.js';
import type { Readiness, Template } from '../templates/template.js';
import type { MessageReader } from './pages/page-messages.js';
import type { Waker } from './routes/route-state.js';
import type { ServiceUse } from './routes/route-table.js';
import type { ServiceRequest } from './service-request.js';

export interface OpenOptions {
  /** `ready` while the application does not listen yet, `route` while the gateway does not know it yet. */
  readonly onPhase: (phase: Extract<LaunchPhase, 'ready' | 'route'>) => void;
  readonly ready: Readiness;
  /** Ends the wait early; its reason is what `open` throws. */
  readonly signal: AbortSignal;
}

/** Answers addresses of Spawner itself on the services' hosts, such as `https://ann-dev.apps.example.org/.spawner/share`. */
export interface ServiceHostEntry {
  /**
   * Called before the service is looked up. False leaves the request to others.
   * @param segment `{slug}-{type}`; empty where the address names no service
   */
  takes(segment: string, request: ServiceRequest, response: ServerResponse): boolean;
}

/** Serves each container at its address. */
export abstract class Gateway {
  /** Whether it sees what is sent on WebSockets. */
  abstract readonly seesMessages: boolean;

  /** @param dashboard the dashboard's origin for the reader of the address; default: that of the settings */
  abstract urlOf(route: ContainerRef, dashboard?: string): string;

  /** The part of its path that the container does not see: `/ann-dev`. Empty where the service has a host of its own. */
  abstract prefixOf(route: ContainerRef): string;

  /** Labels a container of the template needs so that the gateway finds it. */
  abstract labels(route: ContainerRef, template: Pick<Template, 'port' | 'path'>): Readonly<Record<string, string>>;

  /**
   * Resolves once a request for the service's path is answered by the service.
   * @throws AppError `not_listening`, `not_ready` or `not_routed` when the time is up
   */
  abstract open(route: ContainerRef, instance: Instance, options: OpenOptions): Promise<void>;

  /** As `open`, but visitors do not get to it yet. */
  abstract ready(route: ContainerRef, instance: Instance, options: OpenOptions): Promise<void>;

  /** Serves an instance that is known to run, without waiting for its first answer. */
  abstract serve(route: ContainerRef, instance: Instance): void;

  /** The instance is paused or stopped; the next request that counts as use wakes it. */
  abstract rest(route: ContainerRef): void;

  /** The instance ended and the runtime starts it again: its address may be another user's meanwhile. */
  abstract interrupt(route: ContainerRef): void;

  /** The instance waits for a machine that is away; visitors get to read the machine's name. */
  abstract lose(route: ContainerRef, machine: string): void;

  /** There is no instance. */
  abstract close(route: ContainerRef): void;

  /** The services that it serves or lets rest. */
  abstract routes(): ContainerRef[];

  /** Sets how a resting service is woken. Before this call none is. */
  abstract wakeWith(waker: Waker): void;

  /** Sets where the pages in front of a service get messages to its owner from. Before this call they show none. */
  abstract showMessages(reader: MessageReader): void;

  abstract addEntry(entry: ServiceHostEntry): void;

  /** Cuts responses and sockets of a session that has ended, as far as they run through this process. */
  abstract closeResponsesOf(sessionId: string): void;

  /** The services used since the last call, each once. */
  abstract takeUses(): ServiceUse[];

  /** Sets what is called when a service is used that was not for a while. */
  abstract onUsedAgain(listener: () => void): void;

  /** Whether a visitor's connection to it is open, as far as it runs through this process. Keep-alive ones do not count. */
  abstract isConnected(route: ContainerRef): boolean;

  /**
   * Whether it answers one quick request.
   * @param path below the service's own address
   */
  abstract answers(route: ContainerRef, path?: string): Promise<boolean>;
}
