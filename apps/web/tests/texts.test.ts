import { describe, expect, it } from 'vitest';

type Tree = { readonly [key: string]: string | Tree };

const flat = (tree: Tree, prefix = ''): [key: string, text: string][] =>
  Object.entries(tree).flatMap(([key, value]) =>
    typeof value === 'string' ? [[prefix + key, value]] : flat(value, `${prefix}${key}.`),
  );
const places = (text: string) => [...text.matchAll(/\{\{(\w+)\}\}/g)].map(([, place]) => place).sort();

type Part = Record<string, Tree | undefined>;
const modules = import.meta.glob<Part>('../src/**/{i18n,texts}/{de,en}.ts', { eager: true });
const parts = Object.keys(modules)
  .filter((file) => file.endsWith('/de.ts'))
  .map((file) => ({
    part: file.replace('../src/', '').replace('/de.ts', ''),
    german: new Map(flat(modules[file]?.['de'] ?? {})),
    english: new Map(flat(modules[file.replace('/de.ts', '/en.ts')]?.['en'] ?? {})),
  }));

it('texts of the first load and of the console: found', () => {
  expect(parts.map(({ part }) => part)).toEqual(expect.arrayContaining(['i18n', 'features/admin/texts']));
});

describe.each(parts)('$part', ({ german, english }) => {
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
});

const variants = import.meta.glob<Part>('../src/**/{i18n,texts}/du.ts', { eager: true });

it.each(Object.keys(variants))('%s: texts with du, in place of texts with Sie, with the same placeholders', (file) => {
  const formal = new Map(flat(modules[file.replace('/du.ts', '/de.ts')]?.['de'] ?? {}));
  const texts = flat(variants[file]?.['du'] ?? {});
  for (const [key, text] of texts) {
    expect(text, key).not.toMatch(/\b(Sie|Ihnen|Ihr(e[mnrs]?)?)\b/);
    expect(formal.get(key), key).toMatch(/\b(Sie|Ihnen|Ihr(e[mnrs]?)?)\b/i);
    expect(places(text), key).toEqual(places(formal.get(key) ?? ''));
  }
});
