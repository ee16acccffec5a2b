import { de } from './de.js';
import { en } from './en.js';
import type { Language } from './language.js';
import type { Texts } from './texts.js';

/** Values for the `{places}` of a text. */
export type Facts = Readonly<Record<string, string | number>>;

const catalogue: Readonly<Record<Language, Texts>> = { de, en };

export const messages = (language: Language): Texts => catalogue[language];

export const format = (text: string, facts: Facts): string =>
  text.replaceAll(/\{(\w+)\}/g, (place, name: string) => String(facts[name] ?? place));
