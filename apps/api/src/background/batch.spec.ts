import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { Batch } from './batch.js';

const nextTurn = () => new Promise<void>((resolve) => setImmediate(resolve));

describe('Batch', () => {
  it('requests of one turn: one lookup, each gets its own value', async () => {
    const lookups: number[][] = [];
    const squares = new Batch<number, number>(100, (keys) => {
      lookups.push([...keys]);
      return Promise.resolve(new Map(keys.filter((key) => key > 0).map((key) => [key, key * key])));
    });
    expect(await Promise.all([3, -1, 2, 3].map((key) => squares.find(key)))).toEqual([9, undefined, 4, 9]);
    expect(lookups).toEqual([[3, -1, 2]]);
  });

  it('more keys than one lookup takes: several lookups', async () => {
    const sizes: number[] = [];
    const batch = new Batch<number, number>(2, (keys) => {
      sizes.push(keys.length);
      return Promise.resolve(new Map(keys.map((key) => [key, key])));
    });
    expect(await Promise.all([1, 2, 3, 4, 5].map((key) => batch.find(key)))).toEqual([1, 2, 3, 4, 5]);
    expect(sizes).toEqual([2, 2, 1]);
  });

  it('lookup that fails: its requests fail, the next one works', async () => {
    let down = true;
    const batch = new Batch<number, number>(100, (keys) =>
      down ? Promise.reject(new Error('down')) : Promise.resolve(new Map(keys.map((key) => [key, key]))),
    );
    const failed = await Promise.allSettled([batch.find(1), batch.find(2)]);
    expect(failed.map(({ status }) => status)).toEqual(['rejected', 'rejected']);
    down = false;
    expect(await batch.find(1)).toBe(1);
  });

  it('value that changes at any time: a request never gets one from before it', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.array(fc.constantFrom('change', 'request', 'turn'), { maxLength: 40 }),
        fc.scheduler(),
        async (steps, scheduler) => {
          let now = 0;
          const batch = new Batch<string, number>(3, async (keys) => {
            const seen = now;
            await scheduler.schedule(Promise.resolve());
            return new Map(keys.map((key) => [key, seen]));
          });
          const requests: Promise<void>[] = [];
          for (const step of steps) {
            if (step === 'change') now += 1;
            if (step === 'turn') await nextTurn();
            const before = now;
            const check = (value: number | undefined) => expect(value).toBeGreaterThanOrEqual(before);
            if (step === 'request') requests.push(batch.find('key').then(check));
          }
          await nextTurn();
          await scheduler.waitIdle();
          await Promise.all(requests);
        },
      ),
      { numRuns: 50 },
    );
  });
});
