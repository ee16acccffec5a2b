import type { EventEmitter } from 'node:events';
import type { ContainerRef } from '../../container-ref/container-ref.js';
import type { AppError } from '../../errors/app-error.js';
import { toAppError } from '../../errors/problem.filter.js';
import { Activity } from '../activity/activity.js';
import type { Waker } from '../gateway.js';

/** After a wake that failed nobody but a person who opens the page starts another for so long. */
const FAILURE_MS = 5000;

/** How waiting for a service to wake ended: it serves, the patience or the visitor is gone, or it cannot be woken. */
export type Wait = 'awake' | 'late' | 'left' | AppError;

/** A service as the gateway knows it: whether it rests, who waits for it, and when it was visited. */
export class RouteState {
  readonly activity = new Activity();
  resting = false;
  private waking = false;
  private failure: { readonly error: AppError; readonly until: number } | null = null;
  private readonly waiting = new Set<(wait: Wait) => void>();

  constructor(readonly route: ContainerRef) {}

  get isWaking(): boolean {
    return this.waking;
  }

  /** Why it could not be woken a moment ago. */
  get recentFailure(): AppError | null {
    return this.failure && Date.now() < this.failure.until ? this.failure.error : null;
  }

  get crowd(): number {
    return this.waiting.size;
  }

  /** Whoever comes while it is woken shares the work. */
  async wake(waker: Waker): Promise<void> {
    if (this.waking) return;
    this.waking = true;
    this.failure = null;
    let wait: Wait = 'awake';
    try {
      await waker(this.route);
    } catch (error) {
      wait = toAppError(error);
      this.failure = { error: wait, until: Date.now() + FAILURE_MS };
    }
    this.waking = false;
    for (const end of [...this.waiting]) end(wait);
  }

  /**
   * Until it is awake. Nothing is left behind, however it ends.
   * @param visitor the response or socket, which closes when the visitor leaves
   */
  wait(patienceMs: number, visitor: EventEmitter): Promise<Wait> {
    return new Promise((resolve) => {
      const end = (wait: Wait): void => {
        this.waiting.delete(end);
        clearTimeout(alarm);
        visitor.off('close', leave);
        resolve(wait);
      };
      const leave = (): void => {
        end('left');
      };
      const alarm = setTimeout(() => {
        end('late');
      }, patienceMs);
      visitor.on('close', leave);
      this.waiting.add(end);
    });
  }
}
