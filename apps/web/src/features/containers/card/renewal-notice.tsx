import type { Container, Outdated } from '@spawner/contracts';
import { lazy, Suspense, useState } from 'react';
import { Alert } from '../../../components/ui/alert.js';
import { Button } from '../../../components/ui/button.js';
import { useTranslation } from '../../../i18n/i18n.js';
import type { Action } from '../actions/action.mutation.js';

const ActionDialog = lazy(async () => ({ default: (await import('../actions/action-dialog.js')).ActionDialog }));

interface RenewalNoticeProps {
  container: Container;
  outdated: Outdated;
  onAct: (action: Action) => void;
}

/** A new container would differ from this one, which stays as it is until its owner recreates it. */
export function RenewalNotice({ container, outdated, onAct }: RenewalNoticeProps) {
  const { t } = useTranslation();
  const [asking, setAsking] = useState(false);
  return (
    <Alert tone="warning" role="status" className="animate-enter">
      <div className="flex flex-wrap items-center justify-between gap-x-3 gap-y-1">
        <p>{t(`renewal.${outdated}`)}</p>
        <Button variant="outline" size="compact" onClick={() => setAsking(true)}>
          {t('action.recreate')}
        </Button>
      </div>
      {asking && (
        <Suspense>
          <ActionDialog asking="recreate" container={container} onAct={onAct} onClose={() => setAsking(false)} />
        </Suspense>
      )}
    </Alert>
  );
}
