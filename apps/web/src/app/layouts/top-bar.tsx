import { pages } from '@spawner/contracts/values';
import { clsx } from 'clsx';
import type { ReactNode } from 'react';
import { Link } from 'react-router';
import { Logo } from '../../components/logo.js';
import { useTranslation } from '../../i18n/i18n.js';

interface TopBarProps {
  /** Width and side margins, as those of the page below. */
  className?: string;
  children: ReactNode;
}

export function TopBar({ className = 'mx-auto max-w-5xl px-4 sm:px-6', children }: TopBarProps) {
  const { t } = useTranslation();
  return (
    <header className="sticky top-0 print:hidden z-40 border-b bg-background/80 backdrop-blur-md">
      <div className={clsx('flex h-16 items-center justify-between gap-3', className)}>
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
