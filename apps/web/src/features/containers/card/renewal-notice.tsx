import type { Outdated } from '@spawner/contracts';
import { Alert } from '../../../components/ui/alert.js';
import { Button } from '../../../components/ui/button.js';
import { useTranslation } from '../../../i18n/i18n.js';

interface RenewalNoticeProps {
  outdated: Outdated;
  /** Null where the main button of the card does it. */
  onRecreate: (() => void) | null;
}

/** A new container would differ from this one, which stays as it is until its owner recreates it. */
export function RenewalNotice({ outdated, onRecreate }: RenewalNoticeProps) {
  const { t } = useTranslation();
  return (
    <Alert tone="warning" role="status" className="animate-enter">
      <div className="flex flex-wrap items-center justify-between gap-x-3 gap-y-2">
        <p>{t(`renewal.${outdated}`)}</p>
        {onRecreate && (
          <Button variant="outline" size="compact" onClick={onRecreate}>
            {t('action.recreate')}
          </Button>
        )}
      </div>
    </Alert>
  );
}
