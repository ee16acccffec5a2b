import type { MailStatus } from '@spawner/contracts';
import { MailX } from 'lucide-react';
import type { ReactNode } from 'react';
import { PageTitle } from '../../components/page-title.js';
import { useTranslation } from '../../i18n/i18n.js';
import { textOf } from './mail-progress.js';

interface MailRefusedProps {
  email: string;
  mail: MailStatus;
  /** What can be done. */
  children: ReactNode;
}

/** No mail arrives: there is no inbox to check, and no code to enter. */
export function MailRefused({ email, mail, children }: MailRefusedProps) {
  const { t } = useTranslation();
  const title = t(`mailStatus.${textOf(mail)}.title`);
  return (
    <div className="grid animate-enter gap-6">
      <PageTitle>{title}</PageTitle>
      <span aria-hidden className="grid size-12 place-items-center rounded-2xl border bg-card text-danger shadow-card">
        <MailX className="size-5" />
      </span>
      <div role="alert" className="grid gap-3">
        <h1 className="text-3xl font-semibold tracking-tight">{title}</h1>
        <p className="font-medium wrap-anywhere">{email}</p>
        <p className="text-muted-foreground">{t(`mailStatus.${textOf(mail)}.text`)}</p>
        {mail.answer && (
          <p className="wrap-anywhere text-muted-foreground">{t('mailStatus.answer', { answer: mail.answer })}</p>
        )}
      </div>
      {children}
    </div>
  );
}
