import { pages } from '@spawner/contracts/values';
import { Mail, RotateCw } from 'lucide-react';
import { lazy } from 'react';
import { Link, Navigate, Outlet, useLocation } from 'react-router';
import { ProblemAlert } from '../../components/problem-alert.js';
import { Button } from '../../components/ui/button.js';
import { disclosureItemLook } from '../../components/ui/disclosure.js';
import { Skeleton } from '../../components/ui/skeleton.js';
import { AccountDisclosure } from '../../features/account/account-disclosure.js';
import { useLogout } from '../../features/auth/logout.mutation.js';
import { useMe } from '../../features/auth/me.query.js';
import { useInfo } from '../../features/info/info.query.js';
import { useTranslation } from '../../i18n/i18n.js';
import { Main } from './main.js';
import { TopBar } from './top-bar.js';

const ApprovalPage = lazy(async () => ({ default: (await import('../pages/approval.page.js')).ApprovalPage }));

/**
 * Pages for logged-in users; a visitor goes to the log-in. A page is shown once the user is known: what it loads would
 * answer 401 to a visitor.
 */
export function SignedInLayout() {
  const { t } = useTranslation();
  const { data: user, error, refetch } = useMe();
  const logout = useLogout();
  const info = useInfo();
  const { pathname } = useLocation();

  if (user === null) return <Navigate to={pages.login} replace />;
  return (
    <div className="relative isolate flex min-h-dvh flex-col">
      <div aria-hidden className="backdrop absolute inset-x-0 top-0 -z-10 h-112" />
      <TopBar>
        {user ? (
          // The key closes it after a change of page.
          <AccountDisclosure key={pathname} user={user} onLogout={() => logout.mutate()}>
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
      </TopBar>
      <Main className="mx-auto w-full max-w-5xl flex-1 px-4 py-8 sm:px-6 sm:py-12">
        {logout.isError && <ProblemAlert error={logout.error} />}
        {user && (user.approval === 'granted' ? <Outlet /> : <ApprovalPage />)}
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
      {info && (
        <footer className="mx-auto w-full max-w-5xl px-4 pb-6 text-xs text-muted-foreground sm:px-6">
          Spawner {info.version}
        </footer>
      )}
    </div>
  );
}
