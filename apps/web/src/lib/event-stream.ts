import { eventNames } from '@spawner/contracts/values';
import type { Shape } from 'virtual:contract';
import { fits } from './shape.js';

const FIRST_RETRY_MS = 1_000;
const LAST_RETRY_MS = 15_000;
/** The server pings more often than this: a connection that is silent for longer is lost, even if the browser reports it open. */
const SILENCE_MS = 60_000;

/** The events that are received, by name, each with a function for content of its shape; others are skipped. */
export type Receivers = Readonly<Record<string, { shape: Shape; onEvent: (content: never) => void }>>;

interface StreamOptions {
  /** With its query. */
  address: string;
  events: Receivers;
  /** Something arrived. */
  onUp: () => void;
  onDown: () => void;
  /** Another status than 200; the browser does not expose which. The session may need a renewal. Must not reject. */
  onRefused: () => Promise<unknown>;
}

/**
 * Receives the server's events until it is stopped. The back-off is our own: a browser reconnects only after a lost
 * connection, and all browsers at the same fixed interval.
 */
export function openEventStream({ address, events, onUp, onDown, onRefused }: StreamOptions): () => void {
  let source: EventSource | undefined;
  let timer: ReturnType<typeof setTimeout> | undefined;
  let failures = 0;
  let stopped = false;

  const connect = () => {
    source = new EventSource(address);
    for (const [name, { shape, onEvent }] of Object.entries(events))
      source.addEventListener(name, ({ data }: MessageEvent<string>) => {
        const content = parse(data);
        // The server has another version than the page.
        if (!fits(content, shape)) return fail();
        alive();
        onEvent(content as never);
      });
    source.addEventListener(eventNames.ping, alive);
    source.addEventListener('error', fail);
    timer = setTimeout(fail, SILENCE_MS);
  };

  const alive = () => {
    failures = 0;
    clearTimeout(timer);
    timer = setTimeout(fail, SILENCE_MS);
    onUp();
  };

  const fail = () => {
    const refused = source?.readyState === EventSource.CLOSED;
    source?.close();
    clearTimeout(timer);
    onDown();
    failures += 1;
    if (refused) void onRefused().then(retry);
    else retry();
  };

  const retry = () => {
    if (stopped) return;
    const pause = Math.min(LAST_RETRY_MS, FIRST_RETRY_MS * 2 ** (failures - 1));
    timer = setTimeout(connect, pause * (0.5 + Math.random() / 2));
  };

  connect();
  return () => {
    stopped = true;
    clearTimeout(timer);
    source?.close();
  };
}

function parse(data: string): unknown {
  try {
    return JSON.parse(data);
  } catch {
    return undefined;
  }
}
