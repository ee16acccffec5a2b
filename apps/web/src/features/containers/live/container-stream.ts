import type { ContainerDetail } from '@spawner/contracts';
import { eventNames } from '@spawner/contracts/values';
import { endpoints } from 'virtual:contract';
import { fits } from '../../../lib/shape.js';

const FIRST_RETRY_MS = 1_000;
const LAST_RETRY_MS = 15_000;
/** The server pings more often than this: a connection that is silent for longer is lost, even if the browser reports it open. */
const SILENCE_MS = 60_000;

interface StreamOptions {
  language: string;
  onContainer: (detail: ContainerDetail) => void;
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
export function openContainerStream({ language, onContainer, onUp, onDown, onRefused }: StreamOptions): () => void {
  let source: EventSource | undefined;
  let timer: ReturnType<typeof setTimeout> | undefined;
  let failures = 0;
  let stopped = false;

  const connect = () => {
    source = new EventSource(`${endpoints.events.path}?language=${language}`);
    source.addEventListener(eventNames.container, (event: MessageEvent<string>) => {
      const detail = parse(event.data);
      if (!detail) return fail();
      alive();
      onContainer(detail);
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

/** Null for another format: the server has another version than the page. */
function parse(data: string): ContainerDetail | null {
  try {
    const detail: unknown = JSON.parse(data);
    return fits(detail, endpoints.container.answer) ? (detail as ContainerDetail) : null;
  } catch {
    return null;
  }
}
