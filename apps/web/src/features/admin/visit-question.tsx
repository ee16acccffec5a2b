import { DoorOpen } from 'lucide-react';
import { useId, useState } from 'react';
import { Loading } from '../../components/loading.js';
import { Notice } from '../../components/notice.js';
import { ProblemAlert } from '../../components/problem-alert.js';
import { Button } from '../../components/ui/button.js';
import { Input } from '../../components/ui/input.js';
import { Spinner } from '../../components/ui/spinner.js';
import { useTranslation } from '../../i18n/i18n.js';
import { useVisit, useVisitedService } from './visit.query.js';

/** Names owner and consequences to an admin, and opens the service after a confirmation. */
export function VisitQuestion({ to, state }: { to: string; state: string }) {
  const { t } = useTranslation();
  const { data: service, error } = useVisitedService(to);
  const visit = useVisit();
  const [reason, setReason] = useState('');
  const reasonId = useId();
  if (!service) return <Loading error={error} />;

  const open = () => {
    if (visit.isPending || visit.isSuccess) return;
    visit.mutate(
      { to, state, ...(reason.trim() !== '' && { reason }) },
      { onSuccess: ({ location }) => window.location.replace(location) },
    );
  };
  const busy = visit.isPending || visit.isSuccess;
  return (
    <Notice
      icon={DoorOpen}
      level={1}
      title={t('visit.title', { name: service.display_name, owner: service.owner })}
      text={t('visit.text')}
    >
      <div className="grid gap-2">
        <label htmlFor={reasonId} className="text-sm font-medium">
          {t('visit.reason')}
        </label>
        <Input
          id={reasonId}
          value={reason}
          maxLength={200}
          autoComplete="off"
          onChange={(event) => setReason(event.target.value)}
        />
      </div>
      {visit.isError && <ProblemAlert error={visit.error} />}
      <Button onClick={open} aria-disabled={busy}>
        {busy ? <Spinner /> : <DoorOpen aria-hidden />}
        {t('visit.open')}
      </Button>
    </Notice>
  );
}
