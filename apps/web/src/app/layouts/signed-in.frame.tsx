import { pages } from '@spawner/contracts/values';
import { clsx } from 'clsx';
import { GraduationCap, LogOut, Mail, RotateCw, ShieldCheck } from 'lucide-react';
import { type ReactNode, useEffect, useState } from 'react';
import { Link, Navigate, NavLink, useLocation } from 'react-router';
import { ProblemAlert } from '../../components/problem-alert.js';
import { Button, buttonLook } from '../../components/ui/button.js';
import { disclosureItemLook } from '../../components/ui/disclosure.js';
import { Skeleton } from '../../components/ui/skeleton.js';
import { AccountDisclosure } from '../../features/account/account-disclosure.js';
import { useLogout } from '../../features/auth/logout.mutation.js';
import { useMe } from '../../features/auth/me.query.js';
import { addressFamiliarly, useTranslation } from '../../i18n/i18n.js';
import { useInfo } from '../../lib/info.query.js';
import { nameOf } from '../../lib/name-of.js';
import { hasCode } from '../../lib/problem.js';
import { Main } from './main.js';
import { TopBar } from './top-bar.js';

interface SignedInFrameProps {
  /** For tables: more room than for text. */
  wide?: boolean;
  /** For a page that is to fit without scrolling: less room above and below it. */
  dense?: boolean;
  /** Navigation beside the page. */
  side?: ReactNode;
  /** In the top bar, before the account. */
  bar?: ReactNode;
  children: ReactNode;
}

/**
 * Around pages for logged-in users; a visitor goes to the log-in. A page is shown once the user is known: what it loads
 * would answer 401 to a visitor.
 */
export function SignedInFrame({ wide = false, dense = false, side, bar, children }: SignedInFrameProps) {
  const { t } = useTranslation();
  const { data: user, error, refetch } = useMe();
  const logout = useLogout();
  const info = useInfo();
  const { pathname, search } = useLocation();
  const familiar = info?.pupil_address === 'du' && user?.role === 'user';
  useEffect(() => void addressFamiliarly(familiar).catch(() => undefined), [familiar]);
  const width = clsx('mx-auto w-full px-4 sm:px-6', wide ? 'max-w-360' : 'max-w-5xl');

  const [byCard, setByCard] = useState(false);
  if (user?.class_account && !byCard) setByCard(true);
  const [wasLoggedIn, setWasLoggedIn] = useState(false);
  if (user && !wasLoggedIn) setWasLoggedIn(true);

  if (hasCode(error, 'account_blocked')) return <Navigate to={pages.login} replace />;
  if (user === null) {
    // The next child at this computer has a login card, too.
    if (byCard) return <Navigate to={pages.typedCode} replace />;
    // After a log-out the next user may be another, who starts at the dashboard.
    const next =
      wasLoggedIn || pathname === pages.dashboard ? '' : `?${new URLSearchParams({ next: pathname + search })}`;
    return <Navigate to={pages.login + next} replace />;
  }
  return (
    <div className="relative isolate flex min-h-dvh flex-col">
      <div aria-hidden className="backdrop absolute inset-x-0 top-0 -z-10 h-112 print:hidden" />
      <TopBar className={width}>
        <div className="flex min-w-0 items-center gap-2">
          {bar}
          {user && user.role !== 'user' && (
            <NavLink to={pages.classes} className={buttonLook({ variant: 'ghost', size: 'compact' })}>
              <GraduationCap aria-hidden />
              <span className="max-sm:sr-only">{t('account.classes')}</span>
            </NavLink>
          )}
          {user?.class_account && (
            // Another child may sit down at this computer in five minutes. On a phone the page says the name.
            <>
              <span className="min-w-0 truncate text-lg font-semibold tracking-tight max-sm:hidden">
                {nameOf(user)}
              </span>
              <Button variant="outline" size="compact" onClick={() => logout.mutate()}>
                <LogOut aria-hidden />
                {t('account.logout')}
              </Button>
            </>
          )}
          {user ? (
            // The key closes it after a change of page.
            <AccountDisclosure key={pathname} user={user} onLogout={() => logout.mutate()}>
              {user.is_admin && (
                <Link to={pages.console} className={disclosureItemLook}>
                  <ShieldCheck aria-hidden />
                  {t('account.console')}
                </Link>
              )}
              {info?.mail === 'outbox' && (
                <Link to={pages.outbox} className={disclosureItemLook}>
                  <Mail aria-hidden />
                  {t('account.outbox')}
                </Link>
              )}
            </AccountDisclosure>
          ) : (
            <Skeleton className="h-11 w-40 rounded-full" />
          )}
        </div>
      </TopBar>
      <div className={clsx(width, 'flex flex-1 gap-8 print:block print:p-0', dense ? 'py-3' : 'py-8 sm:py-12')}>
        {side}
        <Main className="min-w-0 flex-1">
          {logout.isError && <ProblemAlert error={logout.error} />}
          {user && children}
          {!user && error && (
            <div className="grid max-w-xl gap-4">
              <ProblemAlert error={error} />
              <Button className="justify-self-start" onClick={() => void refetch()}>
                <RotateCw aria-hidden />
                {t('common.retry')}
              </Button>
            </div>
          )}
        </Main>
      </div>
      {info && (
        <footer className={clsx(width, 'pb-6 print:hidden text-xs text-muted-foreground')}>
          Spawner {info.version}
        </footer>
      )}
    </div>
  );
}
