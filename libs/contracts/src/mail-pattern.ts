import { readAddress } from './mail-address.js';

/** What is wrong with the pattern of a mail rule, for the texts of API and page. */
export const patternFaults = ['no_at', 'name', 'star_in_domain', 'domain'] as const;
export type PatternFault = (typeof patternFaults)[number];

/** `at`: index of the first character that is wrong. */
export type ReadPattern =
  | { readonly pattern: string; readonly fault: null }
  | { readonly pattern: null; readonly fault: PatternFault; readonly at: number };

const NAME_SIGN = /[A-Za-z0-9_'+.*-]/;
const DOMAIN_SIGN = /[\p{L}\p{M}\p{N}.-]/u;

/**
 * The form in which a pattern is stored and compared, or what is wrong and where. There are three kinds: `name@domain`, where
 * `*` in the name stands for any text; `@domain`, the addresses of this domain alone; `@*.domain`, those of its subdomains.
 */
export function readPattern(text: string): ReadPattern {
  const at = text.lastIndexOf('@');
  const wrong = (fault: PatternFault, index: number): ReadPattern => ({ pattern: null, fault, at: index });
  if (at === -1) return wrong('no_at', text.length);
  const name = text.slice(0, at).trimStart();
  const prefix = name === '' && text.startsWith('*.', at + 1) ? '@*.' : '@';
  const begin = at + prefix.length;
  const domain = text.slice(begin).trimEnd();

  if (name !== '' && readAddress(`${name.replaceAll('*', 'a')}@domain.example`).fault) {
    return wrong('name', at - name.length + firstUnlike(name, NAME_SIGN));
  }
  if (domain.includes('*')) return wrong('star_in_domain', begin + domain.indexOf('*'));
  // As an address, so that addresses and patterns agree on Unicode, case and length.
  const { email } = readAddress(`a@${domain}`);
  const pattern = email && `${name.toLowerCase()}${prefix}${email.slice(2)}`;
  return pattern && pattern.length <= 254
    ? { pattern, fault: null }
    : wrong('domain', begin + firstUnlike(domain, DOMAIN_SIGN));
}

/** 0 where each character may stand in such a text, but not all of them together. */
const firstUnlike = (text: string, sign: RegExp): number => {
  let index = 0;
  for (const letter of text) {
    if (!sign.test(letter)) return index;
    index += letter.length;
  }
  return 0;
};
