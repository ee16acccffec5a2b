import { setTimeout as delay } from 'node:timers/promises';

/** In milliseconds. */
export interface Pace {
  readonly every: number;
  readonly for: number;
}

/** Repeats the probe until it gives something truthy. Null when the time is up; the probe runs at least once. */
export async function poll<T>(pace: Pace, probe: () => Promise<T | null | false>): Promise<T | null> {
  const deadline = performance.now() + pace.for;
  for (;;) {
    const found = await probe();
    if (found) return found;
    if (performance.now() >= deadline) return null;
    await delay(pace.every);
  }
}
