import { pages } from '@spawner/contracts/values';
import { IdCard } from 'lucide-react';
import { Link, Navigate, useLocation, useNavigate, useSearchParams } from 'react-router';
import { PageTitle } from '../../components/page-title.js';
import { ProblemAlert } from '../../components/problem-alert.js';
import { EmailForm } from '../../features/auth/email-form.js';
import { useMe } from '../../features/auth/me.query.js';
import { nextPage, rememberNextPage } from '../../features/auth/next-page.js';
import { PassThrough } from '../../features/auth/pass-through.js';
import type { LinkPurpose, LinkRequest } from '../../features/auth/request-link.mutation.js';
import { isRegistrationShut } from '../../features/info/registration-shut.js';
import { useTranslation } from '../../i18n/i18n.js';
import { useInfo } from '../../lib/info.query.js';
import { hasCode } from '../../lib/problem.js';
import type { SentMail } from './mail-sent.page.js';

const otherPages = { login: pages.register, signup: pages.login } as const satisfies Record<LinkPurpose, string>;

/** In the history entry, where the page is opened to correct an address. */
export interface TypedAddress {
  email: string;
}

/** Log in and register: the same page with other words. */
export function RequestLink({ purpose }: { purpose: LinkPurpose }) {
  const { t } = useTranslation();
  const navigate = useNavigate();
  const { data: user, error } = useMe();
  const registration = useInfo()?.registration;
  const [search] = useSearchParams();
  const typed = useLocation().state as TypedAddress | null;
  const next = nextPage(search.get('next'));
  const page = purpose === 'login' ? 'login' : 'register';
  const isFirstAdmin = purpose === 'signup' && registration?.setup_code === true;
  const text = isFirstAdmin ? 'setup' : page;
  const isShut = registration !== undefined && isRegistrationShut(registration);

  if (user) return next ? <PassThrough to={next} /> : <Navigate to={pages.dashboard} replace />;
  const onSent = (request: LinkRequest, mailId: string) => {
    rememberNextPage(next);
    const state: SentMail = { ...request, mailId, purpose, sentAt: Date.now() };
    void navigate(pages.mailSent, { state });
  };
  return (
    <div className="grid gap-8">
      <PageTitle>{t(`${text}.title`)}</PageTitle>
      <div className="grid gap-2">
        <h1 className="text-3xl font-semibold tracking-tight">{t(`${text}.title`)}</h1>
        <p className="text-muted-foreground">{t(`${text}.text`)}</p>
        {text === 'register' && registration?.mode === 'rules' && registration.hint && (
          <p className="wrap-anywhere">{registration.hint}</p>
        )}
      </div>
      {hasCode(error, 'account_blocked') && <ProblemAlert error={error} />}
      <EmailForm purpose={purpose} typed={typed?.email} needsSetupCode={isFirstAdmin} onSent={onSent} />
      {purpose === 'login' && isShut ? (
        registration.mode === 'invitation' && (
          <p className="text-sm text-muted-foreground">{t('login.invitationOnly')}</p>
        )
      ) : (
        <p className="flex flex-wrap items-center gap-x-2 text-sm text-muted-foreground">
          {t(`${page}.other`)}
          <Link
            to={{ pathname: otherPages[purpose], search: search.toString() }}
            className="focus-ring inline-flex min-h-11 items-center rounded-md px-1 font-medium text-primary underline-offset-4 hover:underline"
          >
            {t(`${page}.otherLink`)}
          </Link>
        </p>
      )}
      {purpose === 'login' && (
        <Link
          to={pages.typedCode}
          className="focus-ring -mt-6 inline-flex min-h-11 items-center gap-2 justify-self-start rounded-md text-sm text-muted-foreground underline-offset-4 hover:text-foreground hover:underline"
        >
          <IdCard className="size-4" aria-hidden />
          {t('login.byCard')}
        </Link>
      )}
    </div>
  );
}
