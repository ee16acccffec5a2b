import { AppError } from '../../errors/app-error.js';
import type { ContainerRuntime, Instance } from '../../runtime/container-runtime.js';

const LOOK_MS = 250;

/**
 * Looks after an instance while somebody waits for it to answer: the signal is aborted, with the reason, once it has
 * ended. Call `stop` when the wait is over.
 */
export function watchForExit(runtime: ContainerRuntime, name: string) {
  const ended = new AbortController();
  const look = async (): Promise<void> => {
    const instance = await runtime.inspect(name);
    const reason = reasonOfExit(instance);
    if (reason) ended.abort(reason);
  };
  const timer = setInterval(() => {
    // A failed look says nothing about the instance; the wait itself has a deadline.
    look().catch(() => undefined);
  }, LOOK_MS);
  return {
    signal: ended.signal,
    stop: () => {
      clearInterval(timer);
    },
  };
}

/** Why an instance does not run; null while it does. */
export function reasonOfExit(instance: Instance | null): AppError | null {
  if (instance?.outOfMemory) {
    return new AppError('out_of_memory', { memory: Math.round((instance.memoryBytes ?? 0) / 1024 ** 2) });
  }
  if (instance && instance.state !== 'exited' && instance.state !== 'restarting') return null;
  return new AppError('container_exited', { exitCode: instance?.exitCode ?? '?' });
}
