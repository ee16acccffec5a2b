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

/** Three letters, as the server counts them. */
const REASON = /(\p{L}.*){3}/u;

/** Names owner and consequences to an admin or a teacher, and opens the service after a confirmation. */
export function VisitQuestion({ to, state }: { to: string; state: string }) {
  const { t } = useTranslation();
  const { data: service, error } = useVisitedService(to);
  const visit = useVisit();
  const [reason, setReason] = useState('');
  const reasonId = useId();
  const hintId = useId();
  if (!service) return <Loading error={error} />;

  const busy = visit.isPending || visit.isSuccess;
  const lacksReason = service.reason_needed && !REASON.test(reason);
  const open = () => {
    if (busy || lacksReason) return;
    visit.mutate(
      { to, state, ...(reason.trim() !== '' && { reason }) },
      { onSuccess: ({ location }) => window.location.replace(location) },
    );
  };
  return (
    <Notice
      icon={DoorOpen}
      level={1}
      title={t('visit.title', { name: service.display_name, owner: service.owner })}
      text={t('visit.text', { minutes: service.minutes })}
    >
      <div className="grid gap-2">
        <label htmlFor={reasonId} className="text-sm font-medium">
          {service.reason_needed ? t('visit.reasonNeeded') : t('visit.reason')}
        </label>
        <Input
          id={reasonId}
          value={reason}
          maxLength={200}
          autoComplete="off"
          required={service.reason_needed}
          aria-describedby={service.reason_needed ? hintId : undefined}
          onChange={(event) => setReason(event.target.value)}
        />
        {service.reason_needed && (
          <p id={hintId} className="text-sm text-muted-foreground">
            {t('visit.reasonHint')}
          </p>
        )}
      </div>
      {visit.isError && <ProblemAlert error={visit.error} />}
      <Button onClick={open} aria-disabled={busy || lacksReason}>
        {busy ? <Spinner /> : <DoorOpen aria-hidden />}
        {t('visit.open')}
      </Button>
    </Notice>
  );
}
