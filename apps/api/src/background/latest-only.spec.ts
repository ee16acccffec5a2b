import { afterEach, describe, expect, it, jest } from '@jest/globals';
import fc from 'fast-check';
import { LatestOnly } from './latest-only.js';

describe('LatestOnly', () => {
  afterEach(() => {
    jest.useRealTimers();
  });

  it('keys that change while they are read: the last read sees the last change, with one read per request at most', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.scheduler(),
        fc.array(fc.constantFrom('dev', 'prod'), { minLength: 1, maxLength: 30 }),
        async (scheduler, changes) => {
          const now: Record<string, number> = { dev: 0, prod: 0 };
          const read: Record<string, number> = {};
          let works = 0;
          const latest = new LatestOnly<string>(async (key) => {
            works += 1;
            const seen = now[key] ?? 0;
            await scheduler.schedule(Promise.resolve());
            read[key] = seen;
          });
          const requests = async (): Promise<void> => {
            for (const key of changes) {
              now[key] = (now[key] ?? 0) + 1;
              latest.request(key);
              await scheduler.schedule(Promise.resolve());
            }
          };
          await scheduler.waitFor(requests());
          await scheduler.waitIdle();
          for (const key of new Set(changes)) expect(read[key]).toBe(now[key]);
          expect(works).toBeLessThanOrEqual(changes.length);
        },
      ),
    );
  });

  it('work that fails: failure is reported; stopped: no further work', async () => {
    const failures: unknown[] = [];
    const done: string[] = [];
    const latest = new LatestOnly<string>(async (key) => {
      if (key === 'bad') throw new Error('bad');
      done.push(key);
      await Promise.resolve();
      latest.stop();
    });
    latest.onFailure = (error) => failures.push(error);
    latest.request('bad');
    await new Promise(setImmediate);
    expect(failures).toEqual([new Error('bad')]);
    latest.request('one');
    latest.request('two');
    await new Promise(setImmediate);
    expect(done).toEqual(['one']);
  });

  it('with a rest: the first request is worked on at once, those that come in the rest together at its end', async () => {
    jest.useFakeTimers();
    const began = Date.now();
    const works: [string, number][] = [];
    const latest = new LatestOnly<string>(async (key) => {
      works.push([key, Date.now() - began]);
      await Promise.resolve();
    }, 100);
    latest.request('people');
    for (let after = 0; after < 90; after += 10) {
      await jest.advanceTimersByTimeAsync(10);
      latest.request('people');
    }
    latest.request('lesson');
    await jest.advanceTimersByTimeAsync(500);
    latest.request('people');
    expect(works).toEqual([
      ['people', 0],
      ['people', 100],
      ['lesson', 200],
      ['people', 590],
    ]);
    latest.request('lesson');
    latest.stop();
    await jest.advanceTimersByTimeAsync(500);
    expect(works).toHaveLength(4);
  });
});
