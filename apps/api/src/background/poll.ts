import { setTimeout as delay } from 'node:timers/promises';

interface Pace {
  readonly everyMs: number;
  readonly forMs: number;
  /** Resolves when the result may be there, or after so many ms; called before each probe, so that no event is missed. */
  readonly event?: (withinMs: number) => Promise<void>;
}

/** Repeats the probe until it gives a result. Null when the time is up; the probe runs at least once. */
export async function poll<T>(pace: Pace, probe: () => Promise<T | null | false>): Promise<T | null> {
  const { everyMs, forMs, event } = pace;
  const deadline = performance.now() + forMs;
  for (;;) {
    const next = event?.(everyMs);
    const found = await probe();
    if (found) return found;
    if (performance.now() >= deadline) return null;
    await (next ?? delay(everyMs));
  }
}
