import { useEffect, useState } from 'react';
import { readLog } from './log.stream.js';

/** Older lines are in the download. */
const KEPT_LINES = 5_000;
/** A container may write thousands of lines a second: they are rendered together. */
const RENDER_MS = 100;

interface Log {
  state: 'loading' | 'following' | 'ended' | 'failed';
  lines: readonly string[];
  error?: unknown;
}

export function useLog(type: string): Log & { reload: () => void } {
  const [attempt, setAttempt] = useState(0);
  const [log, setLog] = useState<Log>({ state: 'loading', lines: [] });

  useEffect(() => {
    const reading = new AbortController();
    let fresh: string[] = [];
    let timer: ReturnType<typeof setTimeout> | undefined;

    const show = (state: Log['state'], error?: unknown) => {
      clearTimeout(timer);
      timer = undefined;
      const added = fresh;
      fresh = [];
      setLog(({ lines }) => ({ state, error, lines: [...lines, ...added].slice(-KEPT_LINES) }));
    };
    const end = (state: 'ended' | 'failed', error?: unknown) => {
      if (!reading.signal.aborted) show(state, error);
    };

    readLog(type, reading.signal, (lines) => {
      fresh = [...fresh, ...lines].slice(-KEPT_LINES);
      timer ??= setTimeout(() => show('following'), RENDER_MS);
    }).then(
      () => end('ended'),
      (error: unknown) => end('failed', error),
    );
    return () => {
      reading.abort();
      clearTimeout(timer);
    };
  }, [type, attempt]);

  const reload = () => {
    setLog({ state: 'loading', lines: [] });
    setAttempt((number) => number + 1);
  };
  return { ...log, reload };
}
