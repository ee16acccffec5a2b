import { type ReactNode, Suspense, useEffect, useRef } from 'react';
import { NavigationType, Outlet, useLocation, useNavigationType } from 'react-router';
import { ErrorBoundary } from '../../components/error-boundary.js';
import { useTranslation } from '../../i18n/i18n.js';

/** Around every page: the skip link, the error boundary, and focus and scroll position after a change of page. */
export function RootLayout({ crashPage }: { crashPage: (error: unknown) => ReactNode }) {
  const { t } = useTranslation();
  const { pathname } = useLocation();
  const how = useNavigationType();
  const shown = useRef(pathname);

  useEffect(() => {
    if (shown.current === pathname) return;
    shown.current = pathname;
    // Going back, the browser restores the scroll position.
    if (how !== NavigationType.Pop) window.scrollTo(0, 0);
    // A page may have focused a field already.
    // Without scrolling: the sticky bar would cover the top of the page on a phone.
    if (document.activeElement === document.body) main()?.focus({ preventScroll: true });
  }, [pathname, how]);

  return (
    <>
      <a
        href="#main"
        // By script: the fragment of /confirm holds the token and must stay.
        onClick={(event) => {
          event.preventDefault();
          main()?.focus();
        }}
        className="focus-ring sr-only z-50 rounded-lg bg-card px-4 py-2 font-medium shadow-lifted focus:not-sr-only focus:fixed focus:top-3 focus:left-3"
      >
        {t('common.skip')}
      </a>
      <ErrorBoundary resetKey={pathname} fallback={crashPage}>
        <Suspense>
          <Outlet />
        </Suspense>
      </ErrorBoundary>
    </>
  );
}

const main = () => document.querySelector('main');
