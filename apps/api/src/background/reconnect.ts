import { setTimeout as delay } from 'node:timers/promises';

const PAUSE_MS = { first: 50, longest: 2000 } as const;

/**
 * Connects again whenever the connection has ended, after a pause that doubles until a connection succeeds.
 * @param connect resolves or rejects when its connection has ended; calls `connected` once it is there
 * @param signal ends the pause and the repetition; `connect` has to end its connection itself
 */
export async function reconnect(connect: (connected: () => void) => Promise<void>, signal: AbortSignal): Promise<void> {
  let pause: number = PAUSE_MS.first;
  const connected = (): void => {
    pause = PAUSE_MS.first;
  };
  while (!signal.aborted) {
    await connect(connected).catch(() => undefined);
    await delay(pause, undefined, { signal }).catch(() => undefined);
    pause = Math.min(pause * 2, PAUSE_MS.longest);
  }
}
