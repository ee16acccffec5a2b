import type { WaitsFor } from '@spawner/contracts';
import { Alert } from '../../../components/ui/alert.js';
import { useTranslation } from '../../../i18n/i18n.js';
import { waitText } from '../../../i18n/wait-text.js';

/** It was running, and will again: the machine that it was on is away. */
export function WaitNotice({ waits }: { waits: WaitsFor }) {
  const { t } = useTranslation();
  return (
    <Alert tone="warning" role="status" className="animate-enter">
      <p className="wrap-anywhere">{waitText(t, waits)}</p>
    </Alert>
  );
}
