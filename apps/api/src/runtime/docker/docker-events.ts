import { createInterface } from 'node:readline';
import { labels } from '@spawner/engine';
import type Docker from 'dockerode';
import { reconnect } from '../../background/reconnect.js';
import type { RuntimeHint } from '../container-runtime.js';

interface EngineEvent {
  readonly Actor?: { readonly Attributes?: Readonly<Record<string, string>> };
}

const EVENTS = ['create', 'start', 'restart', 'stop', 'kill', 'die', 'oom', 'pause', 'unpause', 'rename', 'destroy'];

/**
 * Follows the engine's events until the returned function is called. The stream ends when the engine does, and events
 * of the time in between are not sent afterwards, so every (re)connection begins with `resync`.
 */
export function watchEngine(docker: Docker, installation: string, onHint: (hint: RuntimeHint) => void): () => void {
  const stopped = new AbortController();

  const follow = async (connected: () => void): Promise<void> => {
    const stream = await docker.getEvents({
      filters: { type: ['container'], event: EVENTS, label: [`${labels.installation}=${installation}`] },
      abortSignal: stopped.signal,
    });
    connected();
    onHint({ kind: 'resync' });
    for await (const line of createInterface({ input: stream })) {
      const name = line ? (JSON.parse(line) as EngineEvent).Actor?.Attributes?.['name'] : undefined;
      if (name) onHint({ kind: 'changed', name });
    }
  };

  void reconnect(follow, stopped.signal);
  return () => {
    stopped.abort();
  };
}
