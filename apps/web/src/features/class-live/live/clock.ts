import { createContext, useContext, useSyncExternalStore } from 'react';

const TICK_MS = 1_000;

/** The time of the server, and one timer for everything on the page that shows how long something lasts. */
export class ServerClock {
  private ahead = 0;
  private readonly listeners = new Set<() => void>();
  private timer: ReturnType<typeof setInterval> | undefined;

  now = (): number => Date.now() + this.ahead;

  set(serverTime: string): void {
    this.ahead = Date.parse(serverTime) - Date.now();
  }

  subscribe = (listener: () => void): (() => void) => {
    this.listeners.add(listener);
    this.timer ??= setInterval(() => this.listeners.forEach((each) => each()), TICK_MS);
    return () => {
      this.listeners.delete(listener);
      if (this.listeners.size > 0) return;
      clearInterval(this.timer);
      this.timer = undefined;
    };
  };
}

const ClockContext = createContext(new ServerClock());
export const ClockProvider = ClockContext.Provider;

/** What `read` makes of the time: rendered again only when that changes. A function of primitive results. */
export function useClock<T extends string | number | boolean>(read: (now: number) => T): T {
  const clock = useContext(ClockContext);
  return useSyncExternalStore(clock.subscribe, () => read(clock.now()));
}
