import { pages } from '@spawner/contracts/values';
import { Link, Outlet } from 'react-router';
import { Logo } from '../../components/logo.js';
import { useTranslation } from '../../i18n/i18n.js';
import { BrandPanel } from './brand-panel.js';
import { Main } from './main.js';
import { Preferences } from './preferences.js';

/** Log-in pages: the form, and beside it a preview of the dashboard where there is room. */
export function AuthLayout() {
  const { t } = useTranslation();
  return (
    <div data-full-bleed className="grid min-h-dvh lg:grid-cols-[minmax(0,1fr)_minmax(0,1fr)]">
      <div className="relative isolate flex flex-col px-4 sm:px-8">
        <div aria-hidden className="backdrop absolute inset-x-0 top-0 -z-10 h-96" />
        <header className="flex h-16 items-center justify-between gap-3 sm:h-20">
          <Link to={pages.home} aria-label={t('common.home')} className="focus-ring inline-flex rounded-lg py-1.5">
            <Logo />
          </Link>
          <Preferences />
        </header>
        <Main className="mx-auto grid w-full max-w-sm flex-1 content-start pt-[8vh] pb-16 sm:content-center sm:pt-0">
          <Outlet />
        </Main>
        <footer className="pb-6 text-center text-xs text-muted-foreground">{t('browsers')}</footer>
      </div>
      <BrandPanel />
    </div>
  );
}
