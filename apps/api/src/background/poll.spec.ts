import { expect, it } from '@jest/globals';
import { poll } from './poll.js';

it('probe that finds something: its result; never: null when the time is up', async () => {
  let probes = 0;
  expect(await poll({ everyMs: 1, forMs: 10_000 }, () => Promise.resolve((probes += 1) === 3 && 'found'))).toBe(
    'found',
  );
  expect(probes).toBe(3);
  expect(await poll({ everyMs: 1, forMs: 0 }, () => Promise.resolve(null))).toBeNull();
});
