'use client';

import { useRouter } from 'next/navigation';

import { Button } from '@/components/ui/button';
import { basePath } from '@/lib/base-path';
import type { Locale } from '@/lib/texts';

function remember(locale: Locale): void {
  // Other containers can share the host, so the cookie is limited to this container's path.
  document.cookie = `locale=${locale}; path=${basePath || '/'}; max-age=31536000; samesite=lax`;
}

export function LocaleSwitch({ locale, label }: { locale: Locale; label: string }) {
  const router = useRouter();
  const other = locale === 'de' ? 'en' : 'de';
  return (
    <Button
      variant="outline"
      size="sm"
      aria-label={`${label}: ${other === 'en' ? 'English' : 'Deutsch'}`}
      onClick={() => {
        remember(other);
        router.refresh();
      }}
    >
      {other.toUpperCase()}
    </Button>
  );
}
