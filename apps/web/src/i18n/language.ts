import { languages } from '@spawner/contracts/values';
import { readPreference } from '../lib/preference.js';

export type Language = (typeof languages)[number];

export const languageNames: Record<Language, string> = { de: 'Deutsch', en: 'English' };

const toLanguage = (tag: string): Language | undefined =>
  languages.find((language) => tag === language || tag.startsWith(`${language}-`));

/** The stored choice, else the first of our languages that the browser names, else German. */
export function initialLanguage(): Language {
  const wanted = [readPreference('language') ?? '', ...navigator.languages];
  return wanted.map((tag) => toLanguage(tag.toLowerCase())).find((language) => language !== undefined) ?? 'de';
}
