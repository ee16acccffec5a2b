import { expect, it } from '@jest/globals';
import { poll } from './poll.js';

it('probe that finds something: its result; never: null when the time is up', async () => {
  let probes = 0;
  expect(await poll({ every: 1, for: 10_000 }, () => Promise.resolve((probes += 1) === 3 && 'found'))).toBe('found');
  expect(probes).toBe(3);
  expect(await poll({ every: 1, for: 0 }, () => Promise.resolve(null))).toBeNull();
});
