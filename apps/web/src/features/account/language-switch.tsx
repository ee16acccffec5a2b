import { languages } from '@spawner/contracts/values';
import { startTransition, useOptimistic } from 'react';
import { Segmented } from '../../components/ui/segmented.js';
import { switchLanguage, useTranslation } from '../../i18n/i18n.js';
import { languageNames } from '../../i18n/language.js';

export function LanguageSwitch() {
  const { t, language } = useTranslation();
  // The other language may have to be loaded first; where that fails, the choice falls back.
  const [chosen, choose] = useOptimistic(language);
  return (
    <Segmented
      label={t('account.language')}
      value={chosen}
      options={languages.map((value) => ({ value, label: languageNames[value], content: value.toUpperCase() }))}
      onChange={(value) =>
        startTransition(async () => {
          choose(value);
          await switchLanguage(value).catch(() => undefined);
        })
      }
    />
  );
}
