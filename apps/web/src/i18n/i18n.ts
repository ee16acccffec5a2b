import { useSyncExternalStore } from 'react';
import { storePreference } from '../lib/preference.js';
import { de } from './de.js';
import { initialLanguage, type Language } from './language.js';
import type { Texts, Translate, Variant } from './texts.type.js';

/** German is at hand; the first load of the page carries no second language. */
const translators: Partial<Record<Language, Translate>> & { de: Translate } = { de: translator(de) };
const listeners = new Set<() => void>();
const addressListeners = new Set<() => void>();
let current: Language = 'de';
let familiar = false;
let wantsFamiliar = false;

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

/** Whether German says *du*. Stays with *Sie* where the other form cannot be loaded. */
export async function addressFamiliarly(wanted: boolean): Promise<void> {
  if (wanted === wantsFamiliar) return;
  wantsFamiliar = wanted;
  const variant = wanted ? (await import('./du.js')).du : {};
  // Meanwhile somebody else may have logged in.
  if (wanted !== wantsFamiliar) return;
  familiar = wanted;
  translators.de = translator(varied(de, variant));
  addressListeners.forEach((listener) => listener());
}

/** The texts, in other words where the variant has some. */
export const varied = <T extends object>(texts: T, variant: Variant<T>): T =>
  Object.fromEntries(
    Object.entries(texts).map(([key, text]: [string, unknown]) => {
      const other = (variant as Record<string, unknown>)[key] ?? text;
      return [key, typeof text === 'object' && text !== null ? varied(text, other as object) : other];
    }),
  ) as T;

/** Returns the function that ends the subscription. */
export function onLanguageChange(listener: () => void): () => void {
  listeners.add(listener);
  return () => listeners.delete(listener);
}

function onTextsChange(listener: () => void): () => void {
  const stop = onLanguageChange(listener);
  addressListeners.add(listener);
  return () => {
    stop();
    addressListeners.delete(listener);
  };
}

export function useTranslation(): { t: Translate; language: Language; familiar: boolean } {
  const t = useSyncExternalStore(onTextsChange, () => translators[current] ?? translators.de);
  return { t, language: current, familiar };
}

export function translator<T = typeof de>(texts: T | Texts<T>): Translate<T> {
  return (key, ...[values]) => {
    const text = key
      .split('.')
      .reduce<unknown>((node, part) => (node as Record<string, unknown>)[part], texts) as string;
    return values ? text.replace(/\{\{(\w+)\}\}/g, (_, place: string) => String((values as never)[place])) : text;
  };
}
