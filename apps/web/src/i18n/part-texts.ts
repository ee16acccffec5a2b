import { translator, useTranslation } from './i18n.js';
import type { Language } from './language.js';
import type { Texts, Translate } from './texts.type.js';

/**
 * Texts of a part of the page, loaded with that part and not at first. In both languages, so that the part appears, and
 * changes its language, without another request.
 */
export function partTexts<T extends object>(texts: { de: T; en: Texts<T> }): () => Translate<T> {
  const translators: Record<Language, Translate<T>> = { de: translator<T>(texts.de), en: translator<T>(texts.en) };
  return function usePartTexts() {
    return translators[useTranslation().language];
  };
}
