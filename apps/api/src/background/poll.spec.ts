import { describe, expect, it } from '@jest/globals';
import { poll } from './poll.js';

describe('poll', () => {
  it('looks until there is a result, and not again', async () => {
    const results = [null, null, 'found', 'later'];
    expect(await poll({ everyMs: 0, forMs: 60_000 }, async () => results.shift() ?? null)).toBe('found');
    expect(results).toEqual(['later']);
  });

  it('no result in time: null, after at least one look', async () => {
    let looks = 0;
    expect(await poll({ everyMs: 0, forMs: 0 }, async () => ((looks += 1), null))).toBeNull();
    expect(looks).toBe(1);
  });

  it('event before the next look is due, also one during a look: the next look follows at once', async () => {
    let happens = (): void => undefined;
    const event = () => new Promise<void>((resolve) => (happens = resolve));
    let looks = 0;
    const found = await poll({ everyMs: 60_000, forMs: 60_000, event }, async () => {
      looks += 1;
      happens();
      return looks === 3 ? looks : null;
    });
    expect(found).toBe(3);
  });

  it('look that fails: poll fails', async () => {
    await expect(poll({ everyMs: 0, forMs: 60_000 }, () => Promise.reject(new Error('no')))).rejects.toThrow('no');
  });
});
