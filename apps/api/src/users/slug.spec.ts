import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { freeSlug, slugOf } from './slug.js';

const none = new Set<string>();

describe('slug', () => {
  it.each([
    ['test@example.com', 'test'],
    ['Ada.Lovelace@example.com', 'ada-lovelace'],
    ['jörg.groß+schule@example.com', 'joerg-gross-schule'],
    ['ÄÖÜẞ@example.com', 'aeoeuess'],
    ['u\u0308ber@example.com', 'ueber'],
    ['josé_ñandú@example.com', 'jose-nandu'],
    ['Ayşe.Yılmaz-Đorđević@example.com', 'ayse-yilmaz-dordevic'],
    ['Sœur.Þór-Guðrún@example.com', 'soeur-thor-gudrun'],
    ['Ŋal.ĸrista.Ħal.Áŧŧé@example.com', 'nal-qrista-hal-atte'],
    ['ﬁne.ℂase@example.com', 'fine-case'],
    ['--a..b--@example.com', 'a-b'],
    ['"odd@local"@example.com', 'odd-local'],
    ['李@example.com', 'user'],
    ['@example.com', 'user'],
    [`${'a'.repeat(64)}@example.com`, 'a'.repeat(30)],
    [`${'a'.repeat(29)}.b@example.com`, 'a'.repeat(29)],
  ])('of %s: %s', (email, slug) => {
    expect(slugOf(email)).toBe(slug);
  });

  it('of any address: safe in a path, a host name and a container name', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary', maxLength: 254 }), fc.nat({ max: 20 }), (text, twins) => {
        const wish = slugOf(text);
        const taken = new Set([wish, ...Array.from({ length: twins }, (_, index) => `${wish}-${String(index + 2)}`)]);
        for (const slug of [freeSlug(wish, none), freeSlug(wish, taken)]) {
          expect(slug).toMatch(/^[a-z0-9]([a-z0-9-]*[a-z0-9])?$/);
          expect(slug).not.toContain('--');
          expect(slug.length).toBeLessThanOrEqual(40);
        }
      }),
    );
  });
});

describe('free slug', () => {
  it.each([
    ['bob', [], 'bob'],
    ['bob', ['bob'], 'bob-2'],
    ['bob', ['bob', 'bob-2', 'bob-4'], 'bob-3'],
    ['admin', [], 'admin-2'],
    ['www', ['www-2'], 'www-3'],
  ])('for %s, taken %j: %s', (wish, taken, slug) => {
    expect(freeSlug(wish, new Set(taken))).toBe(slug);
  });
});
