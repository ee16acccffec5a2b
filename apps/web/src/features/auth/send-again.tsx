import { CircleCheck } from 'lucide-react';
import { ProblemAlert } from '../../components/problem-alert.js';
import { Button } from '../../components/ui/button.js';
import { useTranslation } from '../../i18n/i18n.js';
import { useNow } from '../../lib/use-now.js';
import { type LinkPurpose, type LinkRequest, useRequestLink } from './request-link.mutation.js';

const COOL_DOWN_MS = 30_000;

interface SendAgainProps {
  wish: LinkRequest;
  purpose: LinkPurpose;
  /** When the last mail was requested, in epoch milliseconds. */
  sentAt: number;
  onSent: (mailId: string) => void;
}

export function SendAgain({ wish, purpose, sentAt, onSent }: SendAgainProps) {
  const { t } = useTranslation();
  const request = useRequestLink(purpose);
  const left = sentAt + COOL_DOWN_MS - useNow(500);
  const seconds = Math.ceil(Math.min(COOL_DOWN_MS, Math.max(0, left)) / 1000);

  const sendAgain = () => {
    if (seconds > 0 || request.isPending) return;
    request.mutate(wish, { onSuccess: ({ mail_id: mailId }) => onSent(mailId) });
  };

  return (
    <div className="grid gap-3">
      {request.isError && <ProblemAlert error={request.error} />}
      <Button variant="outline" size="large" onClick={sendAgain} disabled={seconds > 0 || request.isPending}>
        <span className="tabular-nums">
          {request.isPending
            ? t('email.sending')
            : seconds > 0
              ? t('mailSent.againIn', { seconds })
              : t('mailSent.again')}
        </span>
      </Button>
      <p aria-live="polite" className="flex min-h-5 items-center justify-center gap-1.5 text-sm text-success">
        {request.isSuccess && (
          <>
            <CircleCheck className="size-4" aria-hidden />
            {t('mailSent.sentAgain')}
          </>
        )}
      </p>
    </div>
  );
}
