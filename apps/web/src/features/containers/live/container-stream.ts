import { ContainerDetail, endpoints, eventNames } from '@spawner/contracts';

const FIRST_RETRY_MS = 1_000;
const LAST_RETRY_MS = 15_000;
/** The server pings more often than this: a line that is silent longer is dead, whatever the browser believes. */
const SILENCE_MS = 60_000;

interface StreamOptions {
  language: string;
  onContainer: (detail: ContainerDetail) => void;
  /** Something arrived. */
  onUp: () => void;
  onDown: () => void;
  /** The server said no, and the browser does not tell why: the session may have to be renewed. Must not reject. */
  onRefused: () => Promise<unknown>;
}

/**
 * Follows the server's events until it is told to stop. The back-off is ours: a browser gives up for good on anything but
 * a lost connection, and returns to that at a fixed pace with everybody else.
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

/** Null for what this page does not understand: a server of another version. */
function parse(data: string): ContainerDetail | null {
  try {
    return ContainerDetail.parse(JSON.parse(data));
  } catch {
    return null;
  }
}
