import { useTranslation } from '../i18n/i18n.js';

interface WhereaboutsProps {
  browser: string | null;
  system: string | null;
}

/** "Firefox auf Windows", or the part of it that is known. */
export function Whereabouts({ browser, system }: WhereaboutsProps) {
  const { t } = useTranslation();
  const name = browser ?? t('whereabouts.unknown');
  return system ? t('whereabouts.on', { browser: name, system }) : name;
}
