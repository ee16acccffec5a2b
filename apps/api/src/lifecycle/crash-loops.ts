import type { Instance } from '../runtime/container-runtime.js';

const MOST_RESTARTS = 5;
const WITHIN_MS = 60_000;

interface Window {
  /** The count before the window's first restart. */
  readonly from: number;
  readonly since: number;
  /** The latest count. */
  readonly restarts: number;
}

/** Finds containers that the runtime restarts again and again, in contrast to one that failed once. */
export class CrashLoops {
  private readonly windows = new Map<string, Window>();

  /** Remembers the count. True when the runtime has restarted it five times within a minute. */
  isFailing({ id, restarts }: Instance, now: Date): boolean {
    if (restarts === null) return false;
    const window = this.windowOf(id, restarts, now.getTime());
    this.windows.set(id, { ...window, restarts });
    return restarts - window.from >= MOST_RESTARTS;
  }

  /** Forgets containers that are gone. */
  keepOnly(ids: ReadonlySet<string>): void {
    for (const id of this.windows.keys()) if (!ids.has(id)) this.windows.delete(id);
  }

  private windowOf(id: string, restarts: number, now: number): Omit<Window, 'restarts'> {
    const window = this.windows.get(id);
    // The first count, or a start by hand, which sets Docker's count back.
    if (!window || restarts < window.restarts) return { from: restarts, since: now };
    if (now - window.since <= WITHIN_MS) return window;
    // The restart that caused this inspection counts; the times of others since the last count are unknown.
    return { from: Math.max(window.restarts, restarts - 1), since: now };
  }
}
