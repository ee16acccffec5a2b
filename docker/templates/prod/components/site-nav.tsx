'use client';

import Link from 'next/link';
import { usePathname } from 'next/navigation';

import { cn } from '@/lib/class-names';
import type { Texts } from '@/lib/texts';

export function SiteNav({ texts }: { texts: Texts['nav'] }) {
  const pathname = usePathname();
  const pages = [
    { href: '/', label: texts.home },
    { href: '/about', label: texts.about },
    { href: '/demo', label: texts.demo },
  ];
  return (
    <nav aria-label={texts.label} className="flex items-center gap-1">
      {pages.map(({ href, label }) => (
        <Link
          key={href}
          href={href}
          aria-current={pathname === href ? 'page' : undefined}
          className={cn(
            'rounded-md px-3 py-2 text-sm font-medium text-muted-foreground transition-colors outline-none hover:text-foreground focus-visible:ring-[3px] focus-visible:ring-ring/50',
            pathname === href && 'bg-accent text-accent-foreground',
          )}
        >
          {label}
        </Link>
      ))}
    </nav>
  );
}
