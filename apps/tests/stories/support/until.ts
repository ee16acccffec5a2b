import { setTimeout as delay } from 'node:timers/promises';

const LOOK_MS = 50;

/** Looks until the answer is neither false, null nor undefined; what it waited for is named when the time is up. */
export async function until<T>(
  what: string,
  seconds: number,
  look: () => Promise<T> | T,
): Promise<Exclude<T, false | null | undefined>> {
  for (const deadline = Date.now() + seconds * 1000; Date.now() < deadline; await delay(LOOK_MS)) {
    const answer = await look();
    if (answer !== false && answer !== null && answer !== undefined) {
      return answer as Exclude<T, false | null | undefined>;
    }
  }
  throw new Error(`Waited ${seconds} s in vain until ${what}`);
}
