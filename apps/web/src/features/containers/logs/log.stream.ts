import { stream } from '../../../lib/api.js';
import { NetworkFailure } from '../../../lib/problem.js';

/** Passes on the lines of a log as they are written, until it ends or is aborted; first an empty list, once it is open. */
export async function readLog(type: string, signal: AbortSignal, onLines: (lines: string[]) => void): Promise<void> {
  const query = { tail: '200', follow: 'true' } as const;
  const reader = (await stream('logs', { params: { type }, query, signal })).getReader();
  onLines([]);
  let unfinished = '';
  for (;;) {
    const { done, value } = await reader.read().catch((error: unknown) => {
      throw new NetworkFailure('unreachable', error);
    });
    if (done) break;
    const lines = (unfinished + value).split(/\r?\n/);
    unfinished = lines.pop() ?? '';
    if (lines.length > 0) onLines(lines);
  }
  if (unfinished) onLines([unfinished]);
}
