import { createInterface } from 'node:readline';
import { labels } from '@spawner/engine';
import type Docker from 'dockerode';
import type { RuntimeHint } from '../container-runtime.js';

interface EngineEvent {
  readonly Actor?: { readonly Attributes?: Readonly<Record<string, string>> };
}

const EVENTS = ['create', 'start', 'restart', 'stop', 'kill', 'die', 'oom', 'pause', 'unpause', 'rename', 'destroy'];
const RETRY_MS = { first: 50, longest: 2000 } as const;

/**
 * Follows the engine's events until the returned function is called. The stream ends when the engine does, and events
 * of the time in between are not sent afterwards, so every (re)connection begins with `resync`.
 */
export function watchEngine(docker: Docker, installation: string, onHint: (hint: RuntimeHint) => void): () => void {
  const stopped = new AbortController();
  let retryMs: number = RETRY_MS.first;
  let retry: NodeJS.Timeout | undefined;

  const follow = async (): Promise<void> => {
    const stream = await docker.getEvents({
      filters: { type: ['container'], event: EVENTS, label: [`${labels.installation}=${installation}`] },
      abortSignal: stopped.signal,
    });
    retryMs = RETRY_MS.first;
    onHint({ kind: 'resync' });
    for await (const line of createInterface({ input: stream })) {
      const name = line ? (JSON.parse(line) as EngineEvent).Actor?.Attributes?.['name'] : undefined;
      if (name) onHint({ kind: 'changed', name });
    }
  };

  const connect = (): void => {
    follow()
      .catch(() => undefined)
      .finally(() => {
        if (stopped.signal.aborted) return;
        retry = setTimeout(connect, retryMs);
        retryMs = Math.min(retryMs * 2, RETRY_MS.longest);
      });
  };
  connect();
  return () => {
    stopped.abort();
    clearTimeout(retry);
  };
}
