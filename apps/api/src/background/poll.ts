import { setTimeout as delay } from 'node:timers/promises';

/**
 * Looks again and again until there is a result, for what nothing tells of.
 * @param look gives null where it is worth another look
 * @returns null once the time is up
 */
export async function poll<T>(
  { everyMs, forMs }: { readonly everyMs: number; readonly forMs: number },
  look: () => Promise<T | null>,
): Promise<T | null> {
  for (const deadline = Date.now() + forMs; ; await delay(everyMs)) {
    const found = await look();
    if (found !== null || Date.now() >= deadline) return found;
  }
}
