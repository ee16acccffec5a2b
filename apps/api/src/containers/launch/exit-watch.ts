import { setTimeout as delay } from 'node:timers/promises';
import { AppError } from '../../errors/app-error.js';
import type { ContainerRuntime, Instance } from '../../runtime/container-runtime.js';

const INSPECT_MS = 250;
/** The exit code of a process that SIGKILL ended. */
const KILLED = 137;

/** The signal is aborted, with the reason, once the instance has ended. Call `stop` when that no longer matters. */
export function watchForExit(runtime: ContainerRuntime, name: string) {
  const ended = new AbortController();
  const stopped = new AbortController();
  const watch = async (): Promise<void> => {
    while (!stopped.signal.aborted) {
      await delay(INSPECT_MS, undefined, { signal: stopped.signal });
      // A failed inspection does not mean that the instance ended; the launch has a deadline.
      const reason = await runtime.inspect(name).then(reasonOfExit, () => null);
      if (reason) ended.abort(reason);
    }
  };
  watch().catch(() => undefined);
  return {
    signal: ended.signal,
    stop: () => {
      stopped.abort();
    },
  };
}

/** Null while the instance runs, or waits for a machine. */
export function reasonOfExit(instance: Instance | null): AppError | null {
  if (!instance || instance.outOfMemory) return reasonOfEnd(instance);
  if (instance.waitsFor || (instance.state !== 'exited' && instance.state !== 'restarting')) return null;
  return reasonOfEnd(instance);
}

/** Why an instance that ended, at least once, did. */
export function reasonOfEnd(instance: Instance | null): AppError {
  const memory = Math.round((instance?.memoryBytes ?? 0) / 1024 ** 2);
  if (instance?.outOfMemory) return new AppError('out_of_memory', { memory });
  // The engine learns of the end and of its reason from two sources, and misses the reason where the end comes first.
  if (instance?.exitCode === KILLED && memory) return new AppError('container_killed', { memory });
  return new AppError('container_exited', { exitCode: instance?.exitCode ?? '?' });
}
