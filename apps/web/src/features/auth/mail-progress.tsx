import type { MailStatus } from '@spawner/contracts';
import { Alert } from '../../components/ui/alert.js';
import { Spinner } from '../../components/ui/spinner.js';
import { useTranslation } from '../../i18n/i18n.js';
import { useNow } from '../../lib/use-now.js';
import { useMailStatus } from './mail-status.query.js';

const tones = {
  waiting: 'warning',
  sent: 'success',
  refused: 'danger',
  unknown: 'warning',
  given_up: 'danger',
} as const;

/** Says what became of the mail. Where that cannot be read, the mail may arrive all the same. */
export function MailProgress({ mailId }: { mailId: string }) {
  const { t } = useTranslation();
  const { data: mail, dataUpdatedAt } = useMailStatus(mailId);
  if (!mail) return <p className="text-sm text-muted-foreground">{t('mailSent.spam')}</p>;
  const isBeingSent = mail.state === 'waiting' && mail.reason === null;
  return (
    <div role="status">
      {isBeingSent ? (
        <p className="flex items-center gap-2 text-sm text-muted-foreground [&_svg]:size-4">
          <Spinner />
          {t('mailStatus.sending')}
        </p>
      ) : (
        <Alert tone={tones[mail.state]} title={t(`mailStatus.${textOf(mail)}.title`)}>
          <p className="text-muted-foreground">{t(`mailStatus.${textOf(mail)}.text`)}</p>
          {mail.answer && <p className="text-muted-foreground">{t('mailStatus.answer', { answer: mail.answer })}</p>}
          {mail.retry_in !== null && <NextAttempt at={dataUpdatedAt + mail.retry_in * 1000} />}
        </Alert>
      )}
    </div>
  );
}

/** The name of its texts. */
export function textOf({ state, reason }: MailStatus) {
  if (state === 'waiting') return reason === 'later' ? 'later' : 'server';
  if (state === 'refused') return reason === 'unknown_address' ? 'unknown_address' : 'refused';
  return state;
}

/** Not read out: it changes every second. */
function NextAttempt({ at }: { at: number }) {
  const { t } = useTranslation();
  const seconds = Math.ceil((at - useNow(500)) / 1000);
  return (
    <p aria-live="off" className="font-medium tabular-nums">
      {seconds > 0 ? t('mailStatus.retryIn', { seconds }) : t('mailStatus.retryNow')}
    </p>
  );
}
