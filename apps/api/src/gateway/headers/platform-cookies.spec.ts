import { describe, expect, it } from '@jest/globals';
import { withoutPlatformCookies } from './platform-cookies.js';

describe('withoutPlatformCookies', () => {
  it.each([
    [undefined, undefined],
    ['spawner_access=a; spawner_refresh=b', undefined],
    ['a=1; spawner_access=x; b=2', 'a=1; b=2'],
    ['spawner_access=x;a=1', 'a=1'],
    ['aspawner_access=x', 'aspawner_access=x'],
  ])('%s → %s', (given, left) => {
    expect(withoutPlatformCookies(given)).toBe(left);
  });
});
