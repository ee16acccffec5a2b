import { setTimeout as delay } from 'node:timers/promises';

const INTERVAL_MS = 25;

/** Polls until the result is neither false, null nor undefined. The error at the deadline names the condition. */
export async function until<T>(
  what: string,
  seconds: number,
  check: () => Promise<T> | T,
): Promise<Exclude<T, false | null | undefined>> {
  for (const deadline = Date.now() + seconds * 1000; Date.now() < deadline; await delay(INTERVAL_MS)) {
    const answer = await check();
    if (answer !== false && answer !== null && answer !== undefined) {
      return answer as Exclude<T, false | null | undefined>;
    }
  }
  throw new Error(`Timeout after ${seconds} s: ${what}`);
}
