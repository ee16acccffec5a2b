import type { Instance } from '../runtime/container-runtime.js';

const MOST_RESTARTS = 5;
const WITHIN_MS = 60_000;

/** Tells a container that fails again and again from one that failed once and was restarted. */
export class CrashLoops {
  private readonly first = new Map<string, { readonly restarts: number; readonly at: number }>();

  /** Remembers the look. True when the runtime has restarted it too often in too short a time. */
  isFailing({ id, restarts }: Instance, now: Date): boolean {
    const at = now.getTime();
    const first = this.first.get(id);
    if (!first || at - first.at > WITHIN_MS || restarts < first.restarts) {
      this.first.set(id, { restarts, at });
      return false;
    }
    return restarts - first.restarts >= MOST_RESTARTS;
  }

  /** Forgets those that are gone. */
  keepOnly(ids: ReadonlySet<string>): void {
    for (const id of this.first.keys()) if (!ids.has(id)) this.first.delete(id);
  }
}
