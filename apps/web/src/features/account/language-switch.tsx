import { Segmented } from '../../components/ui/segmented.js';
import { useTranslation } from '../../i18n/i18n.js';
import { switchLanguage } from '../../i18n/i18n.js';
import { languageNames, languages } from '../../i18n/language.js';

export function LanguageSwitch() {
  const { t, language } = useTranslation();
  return (
    <Segmented
      label={t('account.language')}
      value={language}
      options={languages.map((value) => ({ value, label: languageNames[value], content: value.toUpperCase() }))}
      onChange={(chosen) => void switchLanguage(chosen)}
    />
  );
}
