import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { preferredLanguage } from './language.js';

describe('preferredLanguage', () => {
  it.each([
    [undefined, 'de'],
    ['', 'de'],
    ['*', 'de'],
    ['fr', 'de'],
    ['en', 'en'],
    ['en-GB,de;q=0.9', 'en'],
    ['fr, en;q=0.5, de;q=0.8', 'de'],
    ['en;q=0, de', 'de'],
    ['DE-at', 'de'],
  ])('%s → %s', (header, language) => {
    expect(preferredLanguage(header)).toBe(language);
  });

  it('any header: one of our languages', () => {
    fc.assert(fc.property(fc.string(), (header) => ['de', 'en'].includes(preferredLanguage(header))));
  });
});
