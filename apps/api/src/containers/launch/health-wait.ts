import { stripVTControlCharacters } from 'node:util';
import { poll } from '../../background/poll.js';
import { AppError } from '../../errors/app-error.js';
import type { ContainerRuntime } from '../../runtime/container-runtime.js';

const INSPECT_MS = 250;
/** Its end says what failed. */
const OUTPUT_LENGTH = 300;

/**
 * Resolves once the check of the image has passed, or where it has none. A check that fails may pass later: an
 * application that takes longer to start than its check expects.
 * @throws AppError `unhealthy` when the time is up
 */
export async function waitUntilHealthy(
  runtime: ContainerRuntime,
  name: string,
  seconds: number,
  signal: AbortSignal,
): Promise<void> {
  let output = '';
  const passed = await poll({ everyMs: INSPECT_MS, forMs: seconds * 1000 }, async () => {
    signal.throwIfAborted();
    const instance = await runtime.inspect(name);
    if (!instance) return null;
    output = instance.health?.output ?? '';
    return instance.health === null || instance.health.state === 'healthy';
  });
  if (!passed)
    throw new AppError('unhealthy', { seconds, output: stripVTControlCharacters(output).slice(-OUTPUT_LENGTH) || '–' });
}
