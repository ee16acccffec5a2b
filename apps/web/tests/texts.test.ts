import { expect, it } from 'vitest';
import { de } from '../src/i18n/de.js';
import { en } from '../src/i18n/en.js';

type Tree = { readonly [key: string]: string | Tree };

const flat = (tree: Tree, prefix = ''): [key: string, text: string][] =>
  Object.entries(tree).flatMap(([key, value]) =>
    typeof value === 'string' ? [[prefix + key, value]] : flat(value, `${prefix}${key}.`),
  );
const places = (text: string) => [...text.matchAll(/\{\{(\w+)\}\}/g)].map(([, place]) => place).sort();

const german = new Map(flat(de));
const english = new Map(flat(en));

it('German and English: same keys', () => {
  expect([...english.keys()].sort()).toEqual([...german.keys()].sort());
});

it('every key: a text, with the same placeholders in both languages', () => {
  for (const [key, text] of german) {
    const other = english.get(key) ?? '';
    expect(text, key).not.toBe('');
    expect(other, key).not.toBe('');
    expect(places(other), key).toEqual(places(text));
  }
});
