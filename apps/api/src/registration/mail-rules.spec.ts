import { describe, expect, it } from '@jest/globals';
import { readAddress, readPattern } from '@spawner/contracts';
import fc from 'fast-check';
import { MailRules } from './mail-rules.js';

const pattern = (text: string): string => {
  const read = readPattern(text);
  if (read.pattern === null) throw new Error(`${text}: ${read.fault}`);
  return read.pattern;
};
const matches = (text: string, email: string): boolean =>
  new MailRules([{ effect: 'allow', pattern: pattern(text) }], 'deny').decide(readAddress(email).email ?? '').rule ===
  0;

describe('pattern of a mail rule', () => {
  it.each([
    ['  Ann@School.Example ', 'ann@school.example'],
    ['@SCHOOL.example', '@school.example'],
    ['@*.School.example', '@*.school.example'],
    ['@bücher.example', '@xn--bcher-kva.example'],
    ['@bu\u0308cher.example', '@xn--bcher-kva.example'],
    ['K*.7b@school.example', 'k*.7b@school.example'],
    ['ann+spam@school.example', 'ann+spam@school.example'],
  ])('%j: stored as %s', (text, stored) => {
    expect(readPattern(text)).toEqual({ pattern: stored, fault: null });
    expect(pattern(stored)).toBe(stored);
  });

  it.each([
    ['school.example', 'no_at', 14],
    ['a b@school.example', 'name', 1],
    ['.a@school.example', 'name', 0],
    ['müller@school.example', 'name', 1],
    ['@school.*', 'star_in_domain', 8],
    ['@*school.example', 'star_in_domain', 1],
    ['ann@*.example', 'star_in_domain', 4],
    ['@*.*.example', 'star_in_domain', 3],
    ['@school', 'domain', 1],
    ['@school.example.', 'domain', 1],
    ['@sch ool.example', 'domain', 4],
    ['@sch_ool.example', 'domain', 4],
    ['@', 'domain', 1],
    [`@${'a'.repeat(251)}.example`, 'domain', 1],
  ])('%j: refused with %s at %i', (text, fault, at) => {
    expect(readPattern(text)).toEqual({ pattern: null, fault, at });
  });

  it('any text: a stored form that is stored as itself, or a place within the text', () => {
    const text = fc.oneof(
      fc.string({ unit: 'binary', maxLength: 80 }),
      fc.string({ unit: fc.constantFrom('a', 'B', '*', '.', '@', '-', '+', ' ', 'ü', '\u0308'), maxLength: 30 }),
    );
    fc.assert(
      fc.property(text, (given) => {
        const read = readPattern(given);
        if (read.pattern === null) {
          expect(read.at).toBeGreaterThanOrEqual(0);
          expect(read.at).toBeLessThanOrEqual(given.length);
        } else expect(readPattern(read.pattern)).toEqual(read);
      }),
    );
  });
});

describe('mail rules', () => {
  it.each([
    ['@school.example', 'Ann@School.Example', true],
    ['@school.example', 'ann@sub.school.example', false],
    ['@school.example', 'ann@school.example.evil.example', false],
    ['@school.example', 'ann@evilschool.example', false],
    ['@*.school.example', 'ann@a.b.school.example', true],
    ['@*.school.example', 'ann@school.example', false],
    ['@*.school.example', 'ann@evilschool.example', false],
    ['ann@school.example', 'ann+1@school.example', false],
    ['ann*@school.example', 'ann+1@school.example', true],
    ['*.7b@school.example', 'ann.7b@school.example', true],
    ['a*a@school.example', 'a@school.example', false],
    ['@xn--bcher-kva.example', 'ann@bücher.example', true],
  ])('%s and %s: matches is %s', (text, email, result) => {
    expect(matches(text, email)).toBe(result);
  });

  it('name of many stars: as a regular expression decides, in linear time', () => {
    const part = fc.string({ unit: fc.constantFrom('a', 'b', '*'), minLength: 1, maxLength: 12 });
    fc.assert(
      fc.property(part, fc.string({ unit: fc.constantFrom('a', 'b'), minLength: 1, maxLength: 12 }), (star, name) => {
        const expected = new RegExp(`^${star.replaceAll(/\*+/g, '.*')}$`).test(name);
        expect(matches(`${star}@school.example`, `${name}@school.example`)).toBe(expected);
      }),
    );
    expect(matches(`${'a*'.repeat(30)}b@school.example`, `${'a'.repeat(63)}@school.example`)).toBe(false);
  });

  it('first match wins: as a walk over the rules decides', () => {
    const domain = fc.constantFrom('x.example', 'b.x.example', 'a.b.x.example', 'y.example');
    const name = fc.constantFrom('a', 'ab', 'b');
    const rule = fc.record({
      effect: fc.constantFrom('allow' as const, 'deny' as const, 'ask' as const),
      pattern: fc.oneof(
        domain.map((text) => `@${text}`),
        domain.map((text) => `@*.${text}`),
        fc.tuple(fc.constantFrom('a', 'a*', '*b'), domain).map(([star, text]) => `${star}@${text}`),
      ),
    });
    fc.assert(
      fc.property(fc.array(rule, { maxLength: 8 }), name, domain, (rules, local, host) => {
        const email = `${local}@${host}`;
        const first = rules.findIndex(({ pattern: text }) => matches(text, email));
        const expected = { effect: rules[first]?.effect ?? 'ask', rule: first === -1 ? null : first };
        expect(new MailRules(rules, 'ask').decide(email)).toEqual(expected);
      }),
    );
  });
});
