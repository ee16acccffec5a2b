import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { LatestOnly } from './latest-only.js';

describe('LatestOnly', () => {
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
});
