import { pages } from '@spawner/contracts/values';
import { Inbox, MailCheck } from 'lucide-react';
import { Link, Navigate, useLocation, useNavigate } from 'react-router';
import { PageTitle } from '../../components/page-title.js';
import { Alert } from '../../components/ui/alert.js';
import { buttonLook } from '../../components/ui/button.js';
import { CodeForm } from '../../features/auth/code-form.js';
import { MailProgress } from '../../features/auth/mail-progress.js';
import { MailRefused } from '../../features/auth/mail-refused.js';
import { useMailStatus } from '../../features/auth/mail-status.query.js';
import type { LinkPurpose, LinkRequest } from '../../features/auth/request-link.mutation.js';
import { SendAgain } from '../../features/auth/send-again.js';
import { useEnter } from '../../features/auth/use-enter.js';
import { useTranslation } from '../../i18n/i18n.js';
import { useInfo } from '../../lib/info.query.js';
import type { TypedAddress } from './request-link.js';

/** Kept in the history entry: it survives a reload and does not appear in the URL. */
export interface SentMail extends LinkRequest {
  mailId: string;
  purpose: LinkPurpose;
  sentAt: number;
}

export function MailSentPage() {
  const sent = useLocation().state as SentMail | null;
  return sent ? <MailSent sent={sent} /> : <Navigate to={pages.login} replace />;
}

function MailSent({ sent }: { sent: SentMail }) {
  const { t } = useTranslation();
  const navigate = useNavigate();
  const enter = useEnter();
  const info = useInfo();
  const { email, setupCode, mailId, purpose, sentAt } = sent;
  const { data: mail } = useMailStatus(mailId);
  const rememberAgain = (newId: string) => {
    const state: SentMail = { ...sent, mailId: newId, sentAt: Date.now() };
    void navigate(pages.mailSent, { state, replace: true });
  };
  const sendAgain = <SendAgain wish={{ email, setupCode }} purpose={purpose} sentAt={sentAt} onSent={rememberAgain} />;
  const form = { to: purpose === 'signup' ? pages.register : pages.login, state: { email } satisfies TypedAddress };

  if (mail?.state === 'refused') {
    return (
      <MailRefused email={email} mail={mail}>
        <div className="grid gap-3">
          <Link {...form} className={buttonLook({ size: 'large' })}>
            {t('mailSent.change')}
          </Link>
          {mail.reason !== 'unknown_address' && sendAgain}
        </div>
      </MailRefused>
    );
  }
  return (
    <div className="grid animate-enter gap-6">
      <PageTitle>{t('mailSent.title')}</PageTitle>
      <span aria-hidden className="grid size-12 place-items-center rounded-2xl border bg-card text-primary shadow-card">
        <MailCheck className="size-5" />
      </span>
      <div className="grid gap-3">
        <h1 className="text-3xl font-semibold tracking-tight">{t('mailSent.title')}</h1>
        <p className="text-muted-foreground">
          {t('mailSent.to')} <strong className="font-medium wrap-anywhere text-foreground">{email}</strong>
        </p>
        <p className="text-muted-foreground">{t('mailSent.next')}</p>
      </div>
      {info?.mail === 'outbox' ? (
        <div className="grid gap-3">
          <Alert tone="warning" role="note">
            <p>{t('mailSent.outbox')}</p>
          </Alert>
          <Link to={pages.outbox} className={buttonLook({ size: 'large' })}>
            <Inbox aria-hidden />
            {t('mailSent.outboxLink')}
          </Link>
        </div>
      ) : (
        <MailProgress mailId={mailId} />
      )}
      <CodeForm email={email} onEntered={enter} />
      <div className="grid gap-1">
        {sendAgain}
        <p className="flex flex-wrap items-center gap-x-2 text-sm text-muted-foreground">
          {t('mailSent.wrongAddress')}
          <Link
            {...form}
            className="focus-ring inline-flex min-h-11 items-center rounded-md px-1 font-medium text-primary underline-offset-4 hover:underline"
          >
            {t('mailSent.change')}
          </Link>
        </p>
      </div>
    </div>
  );
}
