import { Alert } from '../../components/ui/alert.js';
import { useTranslation } from '../../i18n/i18n.js';
import { useInfo } from '../../lib/info.query.js';

export function IsolationBanner() {
  const { t } = useTranslation();
  if (useInfo()?.isolated !== false) return null;
  return (
    <Alert tone="warning" role="note">
      <p>{t('dashboard.notIsolated')}</p>
    </Alert>
  );
}
