import type { Facts } from '../errors/app-error.js';
import { de } from './de.js';
import { en } from './en.js';
import type { Language } from './language.js';
import type { Texts } from './texts.js';

const catalogue: Readonly<Record<Language, Texts>> = { de, en };

export const textsIn = (language: Language): Texts => catalogue[language];

export const fill = (text: string, facts: Facts): string =>
  text.replaceAll(/\{(\w+)\}/g, (place, name: string) => String(facts[name] ?? place));
