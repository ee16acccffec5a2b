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

it('has the same keys in both languages', () => {
  expect([...english.keys()].sort()).toEqual([...german.keys()].sort());
});

it('has a text for every key, with the same places to fill', () => {
  for (const [key, text] of german) {
    const other = english.get(key) ?? '';
    expect(text, key).not.toBe('');
    expect(other, key).not.toBe('');
    expect(places(other), key).toEqual(places(text));
  }
});
