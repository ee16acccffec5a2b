import { pages } from '@spawner/contracts/values';
import { clsx } from 'clsx';
import { Mail, RotateCw, ShieldCheck } from 'lucide-react';
import type { ReactNode } from 'react';
import { Link, Navigate, useLocation } from 'react-router';
import { ProblemAlert } from '../../components/problem-alert.js';
import { Button } from '../../components/ui/button.js';
import { disclosureItemLook } from '../../components/ui/disclosure.js';
import { Skeleton } from '../../components/ui/skeleton.js';
import { AccountDisclosure } from '../../features/account/account-disclosure.js';
import { useLogout } from '../../features/auth/logout.mutation.js';
import { useMe } from '../../features/auth/me.query.js';
import { useTranslation } from '../../i18n/i18n.js';
import { useInfo } from '../../lib/info.query.js';
import { hasCode } from '../../lib/problem.js';
import { Main } from './main.js';
import { TopBar } from './top-bar.js';

interface SignedInFrameProps {
  /** For tables: more room than for text. */
  wide?: boolean;
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
export function SignedInFrame({ wide = false, side, bar, children }: SignedInFrameProps) {
  const { t } = useTranslation();
  const { data: user, error, refetch } = useMe();
  const logout = useLogout();
  const info = useInfo();
  const { pathname } = useLocation();
  const width = clsx('mx-auto w-full px-4 sm:px-6', wide ? 'max-w-360' : 'max-w-5xl');

  if (user === null || hasCode(error, 'account_blocked')) return <Navigate to={pages.login} replace />;
  return (
    <div className="relative isolate flex min-h-dvh flex-col">
      <div aria-hidden className="backdrop absolute inset-x-0 top-0 -z-10 h-112" />
      <TopBar className={width}>
        <div className="flex min-w-0 items-center gap-2">
          {bar}
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
      <div className={clsx(width, 'flex flex-1 gap-8 py-8 sm:py-12')}>
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
      {info && <footer className={clsx(width, 'pb-6 text-xs text-muted-foreground')}>Spawner {info.version}</footer>}
    </div>
  );
}
