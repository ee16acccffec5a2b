import { Segmented } from '../../components/ui/segmented.js';
import { useTranslation } from '../../i18n/i18n.js';
import { setTheme, themes, useTheme } from '../../lib/theme.js';
import { themeIcons } from './theme-icons.js';

export function ThemeSwitch() {
  const { t } = useTranslation();
  return (
    <Segmented
      label={t('account.theme')}
      value={useTheme()}
      options={themes.map((value) => {
        const Icon = themeIcons[value];
        return { value, label: t(`theme.${value}`), content: <Icon aria-hidden /> };
      })}
      onChange={setTheme}
    />
  );
}
