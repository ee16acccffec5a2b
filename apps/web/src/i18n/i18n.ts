import { useSyncExternalStore } from 'react';
import { storePreference } from '../lib/preference.js';
import { de } from './de.js';
import { en } from './en.js';
import { initialLanguage, type Language } from './language.js';
import type { Texts, Translate } from './texts.type.js';

const translators: Record<Language, Translate> = { de: translator(de), en: translator(en) };
const listeners = new Set<() => void>();
let current: Language = 'de';

export function startI18n(): void {
  current = initialLanguage();
  document.documentElement.lang = current;
}

export function switchLanguage(language: Language): void {
  if (language === current) return;
  current = language;
  document.documentElement.lang = language;
  storePreference('language', language);
  listeners.forEach((listener) => listener());
}

/** Returns the function that ends the subscription. */
export function onLanguageChange(listener: () => void): () => void {
  listeners.add(listener);
  return () => listeners.delete(listener);
}

export function useTranslation(): { t: Translate; language: Language } {
  const language = useSyncExternalStore(onLanguageChange, () => current);
  return { t: translators[language], language };
}

function translator(texts: Texts): Translate {
  return (key, ...[values]) => {
    const text = key
      .split('.')
      .reduce<unknown>((node, part) => (node as Record<string, unknown>)[part], texts) as string;
    return values ? text.replace(/\{\{(\w+)\}\}/g, (_, place: string) => String((values as never)[place])) : text;
  };
}
