import { pages } from '@spawner/contracts/values';
import type { ReactNode } from 'react';
import { Link } from 'react-router';
import { Logo } from '../../components/logo.js';
import { useTranslation } from '../../i18n/i18n.js';

export function TopBar({ children }: { children: ReactNode }) {
  const { t } = useTranslation();
  return (
    <header className="sticky top-0 z-40 border-b bg-background/80 backdrop-blur-md">
      <div className="mx-auto flex h-16 max-w-5xl items-center justify-between gap-3 px-4 sm:px-6">
        <Link
          to={pages.home}
          aria-label={t('common.home')}
          className="focus-ring inline-flex shrink-0 rounded-lg py-1.5"
        >
          <Logo />
        </Link>
        {children}
      </div>
    </header>
  );
}
