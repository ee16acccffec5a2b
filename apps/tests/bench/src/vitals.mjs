import { once } from 'node:events';
import { fileURLToPath } from 'node:url';

/** To be loaded by the product whose vitals are read. */
export const VITALS = fileURLToPath(new URL('vitals.preload.mjs', import.meta.url));

/**
 * What the process holds when its garbage is collected: V8 does that by itself half a minute after the last request.
 * @returns memory in MB, and counts
 */
export async function vitalsOf({ child }) {
  const answer = once(child, 'message', { signal: AbortSignal.timeout(30_000) });
  child.send('vitals');
  const [message] = await answer;
  return message;
}
