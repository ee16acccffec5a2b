import { afterAll } from '@jest/globals';

interface Closable {
  close(): Promise<unknown>;
}

/** Registers a resource to be closed after the tests. */
export type Keep = <T extends Closable>(made: T | Promise<T>) => Promise<T>;

/**
 * Closes the resources of a suite after its tests, the newest first, also after a failed setup or
 * a resource that fails to close.
 */
export function tidyUp(seconds = 60): Keep {
  const kept: Closable[] = [];
  afterAll(async () => {
    const failures: unknown[] = [];
    for (const thing of kept.reverse()) await thing.close().catch((error: unknown) => failures.push(error));
    if (failures.length > 0)
      throw new AggregateError(failures, `Not everything could be tidied up: ${failures.join('; ')}`);
  }, seconds * 1000);
  return async (made) => {
    const thing = await made;
    kept.push(thing);
    return thing;
  };
}
