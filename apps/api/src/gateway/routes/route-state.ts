import type { EventEmitter } from 'node:events';
import type { ContainerRef } from '../../container-ref/container-ref.js';
import type { AppError } from '../../errors/app-error.js';
import { toAppError } from '../../errors/problem.js';
import { Activity } from '../activity/activity.js';
import type { Backend } from './backend.js';

/** For so long after a failed wake only a navigation starts the next: a page's own requests would repeat it for ever. */
const FAILURE_MS = 5000;

/** Starts a resting service; resolves when it serves, fails with an AppError. */
export type Waker = (route: ContainerRef) => Promise<void>;

/** How waiting for a resting service ended. */
export type Wait =
  | { readonly kind: 'awake' }
  /** It took too long. */
  | { readonly kind: 'late' }
  /** The client closed its connection. */
  | { readonly kind: 'left' }
  | { readonly kind: 'failed'; readonly error: AppError };

/** The state of a service in the gateway: whether it rests, where it is, which requests wait for it, and when it was used. */
export class RouteState {
  readonly activity: Activity;
  resting = false;
  /** Null until it is served, and always behind Traefik, which carries the requests itself. */
  backend: Backend | null = null;
  /** Address of the machine whose Traefik has its route. Null where there is one Traefik, and always without Traefik. */
  machine: string | null = null;
  /** Name of the machine that it waits for, which is away. */
  waitsFor: string | null = null;
  private waking = false;
  private failure: { readonly error: AppError; readonly until: number } | null = null;
  private readonly waiting = new Set<(wait: Wait) => void>();

  /** @param onUsedAgain called at the first use after a while without one */
  constructor(
    readonly route: ContainerRef,
    onUsedAgain: () => void,
  ) {
    this.activity = new Activity(onUsedAgain);
  }

  get isWaking(): boolean {
    return this.waking;
  }

  /** Why it could not be woken a moment ago. */
  get recentFailure(): AppError | null {
    return this.failure && Date.now() < this.failure.until ? this.failure.error : null;
  }

  get waitingCount(): number {
    return this.waiting.size;
  }

  /** Nothing more goes to its address. */
  leave(): void {
    this.backend?.close();
    this.backend = null;
  }

  /** Requests that come during a wake wait for the same one. */
  async wake(waker: Waker): Promise<void> {
    if (this.waking) return;
    this.waking = true;
    this.failure = null;
    let wait: Wait = { kind: 'awake' };
    try {
      await waker(this.route);
    } catch (thrown) {
      const error = toAppError(thrown);
      wait = { kind: 'failed', error };
      this.failure = { error, until: Date.now() + FAILURE_MS };
    }
    this.waking = false;
    for (const end of [...this.waiting]) end(wait);
  }

  /**
   * Until the service is awake. Its timer and listener are removed however the wait ends.
   * @param line the response or socket, which closes when its client leaves
   */
  wait(ms: number, line: EventEmitter): Promise<Wait> {
    return new Promise((resolve) => {
      const end = (wait: Wait): void => {
        this.waiting.delete(end);
        clearTimeout(alarm);
        line.off('close', leave);
        resolve(wait);
      };
      const leave = (): void => {
        end({ kind: 'left' });
      };
      const alarm = setTimeout(() => {
        end({ kind: 'late' });
      }, ms);
      line.on('close', leave);
      this.waiting.add(end);
    });
  }
}
