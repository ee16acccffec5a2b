import { MAGIC_LINK_TOKEN, pages } from '@spawner/contracts/values';
import { Link2Off, LogIn } from 'lucide-react';
import { useRef, useState } from 'react';
import { Link, type Location, useLocation, useNavigate } from 'react-router';
import { Notice } from '../../components/notice.js';
import { PageTitle } from '../../components/page-title.js';
import { ProblemAlert } from '../../components/problem-alert.js';
import { Button, buttonLook } from '../../components/ui/button.js';
import { Spinner } from '../../components/ui/spinner.js';
import { useOpenSession } from '../../features/auth/open-session.mutation.js';
import { useEnter } from '../../features/auth/use-enter.js';
import { useTranslation } from '../../i18n/i18n.js';
import { hasCode } from '../../lib/problem.js';
import { WhoAsked } from './who-asked.js';

const reasons = ['missing', 'refused', 'notMe'] as const;
type Reason = (typeof reasons)[number];

/**
 * Opening the page consumes nothing and sends nothing, because mail scanners open links too: only the click does. In a
 * browser that did not request the link, a second one is needed.
 */
export function ConfirmPage() {
  const { t } = useTranslation();
  const { hash, state } = useLocation() as Location<unknown>;
  const navigate = useNavigate();
  const enter = useEnter();
  const openSession = useOpenSession();
  const [isElsewhere, setElsewhere] = useState(false);
  /** A second click may come before the first is drawn, or before the next page is there: the link is used up by then. */
  const isBegun = useRef(false);
  const token = hash.slice(1);

  if (!MAGIC_LINK_TOKEN.test(token))
    return <UselessLink reason={reasons.find((reason) => reason === state) ?? 'missing'} />;

  /** `replace`: the token leaves the history with this entry. */
  const drop = (reason: Reason) => void navigate(pages.confirm, { replace: true, state: reason });
  const logIn = (confirmed?: true) => {
    if (isBegun.current) return;
    isBegun.current = true;
    openSession.mutate(confirmed ? { token, confirmed } : { token }, {
      onSuccess: enter,
      onError: (error) => {
        isBegun.current = false;
        if (hasCode(error, 'link_invalid')) drop('refused');
        if (!hasCode(error, 'confirmation_needed')) return;
        openSession.reset();
        setElsewhere(true);
      },
    });
  };
  if (isElsewhere) {
    return (
      <WhoAsked
        token={token}
        isEntering={openSession.isPending}
        error={openSession.error}
        onMe={() => logIn(true)}
        onNotMe={() => drop('notMe')}
        onUseless={() => drop('refused')}
      />
    );
  }
  return (
    <div className="grid animate-enter gap-8">
      <PageTitle>{t('confirm.title')}</PageTitle>
      <div className="grid gap-2">
        <h1 className="text-3xl font-semibold tracking-tight">{t('confirm.title')}</h1>
        <p className="text-muted-foreground">{t('confirm.text')}</p>
      </div>
      <div className="grid gap-3">
        {openSession.isError && <ProblemAlert error={openSession.error} />}
        <Button size="large" onClick={() => logIn()} aria-disabled={openSession.isPending}>
          {openSession.isPending ? <Spinner /> : <LogIn aria-hidden />}
          {t(openSession.isPending ? 'confirm.working' : 'confirm.submit')}
        </Button>
      </div>
    </div>
  );
}

function UselessLink({ reason }: { reason: Reason }) {
  const { t } = useTranslation();
  return (
    <>
      <PageTitle>{t(`confirm.${reason}Title`)}</PageTitle>
      <Notice icon={Link2Off} level={1} title={t(`confirm.${reason}Title`)} text={t(`confirm.${reason}Text`)}>
        <Link to={pages.login} className={buttonLook({ size: 'large' })}>
          {t('confirm.newLink')}
        </Link>
      </Notice>
    </>
  );
}
