import { useSyncExternalStore } from 'react';
import { storePreference } from '../lib/preference.js';
import { de } from './de.js';
import { initialLanguage, type Language } from './language.js';
import type { Texts, Translate } from './texts.type.js';

/** German is at hand; the first load of the page carries no second language. */
const translators: Partial<Record<Language, Translate>> & { de: Translate } = { de: translator(de) };
const listeners = new Set<() => void>();
let current: Language = 'de';

export const startI18n = (): Promise<void> => change(initialLanguage());

export async function switchLanguage(language: Language): Promise<void> {
  if (language === current) return;
  await change(language);
  storePreference('language', current);
  listeners.forEach((listener) => listener());
}

/** Stays with the current language where the other one cannot be loaded. */
async function change(language: Language): Promise<void> {
  // First, because requests that begin meanwhile say it.
  document.documentElement.lang = language;
  try {
    translators[language] ??= translator((await import('./en.js')).en);
    current = language;
  } finally {
    document.documentElement.lang = current;
  }
}

/** Returns the function that ends the subscription. */
export function onLanguageChange(listener: () => void): () => void {
  listeners.add(listener);
  return () => listeners.delete(listener);
}

export function useTranslation(): { t: Translate; language: Language } {
  const language = useSyncExternalStore(onLanguageChange, () => current);
  return { t: translators[language] ?? translators.de, language };
}

export function translator<T = typeof de>(texts: T | Texts<T>): Translate<T> {
  return (key, ...[values]) => {
    const text = key
      .split('.')
      .reduce<unknown>((node, part) => (node as Record<string, unknown>)[part], texts) as string;
    return values ? text.replace(/\{\{(\w+)\}\}/g, (_, place: string) => String((values as never)[place])) : text;
  };
}
