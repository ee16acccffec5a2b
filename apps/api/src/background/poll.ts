import { setTimeout as delay } from 'node:timers/promises';

interface Pace {
  readonly everyMs: number;
  readonly forMs: number;
}

/** Repeats the probe until it gives a result. Null when the time is up; the probe runs at least once. */
export async function poll<T>({ everyMs, forMs }: Pace, probe: () => Promise<T | null | false>): Promise<T | null> {
  const deadline = performance.now() + forMs;
  for (;;) {
    const found = await probe();
    if (found) return found;
    if (performance.now() >= deadline) return null;
    await delay(everyMs);
  }
}
