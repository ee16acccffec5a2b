import { afterAll } from '@jest/globals';

interface Closable {
  close(): Promise<unknown>;
}

/** Marks a thing as one to close after the story. */
export type Keep = <T extends Closable>(made: T | Promise<T>) => Promise<T>;

/**
 * For the things a story sets up: each is closed after it, the newest first, however far the story came and whatever
 * fails to close on the way.
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
