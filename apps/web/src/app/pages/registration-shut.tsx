import type { RegistrationInfo } from '@spawner/contracts';
import { pages } from '@spawner/contracts/values';
import { DoorClosed, LogIn, MailOpen } from 'lucide-react';
import { Link } from 'react-router';
import { PageTitle } from '../../components/page-title.js';
import { buttonLook } from '../../components/ui/button.js';
import { useTranslation } from '../../i18n/i18n.js';

/** In place of a form that would be refused. */
export function RegistrationShut({ registration: { mode, hint } }: { registration: RegistrationInfo }) {
  const { t } = useTranslation();
  const text = mode === 'invitation' ? 'invitation' : 'closed';
  const title = t(`register.${text}.title`);
  const Icon = mode === 'invitation' ? MailOpen : DoorClosed;
  return (
    <div className="grid gap-6">
      <PageTitle>{title}</PageTitle>
      <span aria-hidden className="grid size-12 place-items-center rounded-2xl border bg-card text-primary shadow-card">
        <Icon className="size-5" />
      </span>
      <div className="grid gap-2">
        <h1 className="text-3xl font-semibold tracking-tight">{title}</h1>
        <p className="text-muted-foreground">{t(`register.${text}.text`)}</p>
        {hint && <p className="wrap-anywhere">{hint}</p>}
      </div>
      <Link to={pages.login} className={buttonLook({ size: 'large' })}>
        <LogIn aria-hidden />
        {t('register.otherLink')}
      </Link>
    </div>
  );
}
