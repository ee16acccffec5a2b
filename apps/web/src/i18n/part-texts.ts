import { translator, useTranslation, varied } from './i18n.js';
import type { Texts, Translate, Variant } from './texts.type.js';

/**
 * Texts of a part of the page, loaded with that part and not at first. In both languages, so that the part appears, and
 * changes its language, without another request. `du`: where German says that to its reader.
 */
export function partTexts<T extends object>(texts: { de: T; du?: Variant<T>; en: Texts<T> }): () => Translate<T> {
  const translators = {
    de: translator<T>(texts.de),
    du: translator<T>(varied(texts.de, texts.du ?? {})),
    en: translator<T>(texts.en),
  };
  return function usePartTexts() {
    const { language, familiar } = useTranslation();
    return translators[language === 'de' && familiar ? 'du' : language];
  };
}
