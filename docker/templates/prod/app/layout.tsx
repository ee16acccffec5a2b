import './globals.css';
import { LayersIcon } from 'lucide-react';
import type { Metadata } from 'next';
import localFont from 'next/font/local';
import Link from 'next/link';
import type { ReactNode } from 'react';

import { LocaleSwitch } from '@/components/locale-switch';
import { SiteNav } from '@/components/site-nav';
import { Badge } from '@/components/ui/badge';
import { describeContainer } from '@/lib/container';
import { currentLocale, currentTexts } from '@/lib/locale';

const inter = localFont({
  src: '../node_modules/@fontsource-variable/inter/files/inter-latin-wght-normal.woff2',
  weight: '100 900',
  variable: '--font-inter',
});

export async function generateMetadata(): Promise<Metadata> {
  const { title, description } = await currentTexts();
  const { slug } = describeContainer();
  return { title: `${title} · ${slug}`, description };
}

export default async function RootLayout({ children }: { children: ReactNode }) {
  const locale = await currentLocale();
  const texts = await currentTexts();
  const { slug, type } = describeContainer();
  return (
    <html lang={locale} className={inter.variable}>
      <body className="flex min-h-dvh flex-col font-sans">
        <header className="sticky top-0 z-10 border-b bg-background/80 backdrop-blur">
          <div className="mx-auto flex max-w-5xl flex-wrap items-center gap-x-6 gap-y-1 px-4 py-2.5 sm:px-6">
            <Link href="/" className="flex items-center gap-2.5 font-semibold tracking-tight">
              <span className="grid size-8 place-items-center rounded-lg bg-primary text-primary-foreground">
                <LayersIcon aria-hidden className="size-4.5" />
              </span>
              {slug}
              <Badge>{type}</Badge>
            </Link>
            <div className="order-last -mx-3 sm:order-none sm:mx-0 sm:ml-auto">
              <SiteNav texts={texts.nav} />
            </div>
            <div className="ml-auto sm:ml-0">
              <LocaleSwitch locale={locale} label={texts.nav.language} />
            </div>
          </div>
        </header>
        <main className="mx-auto w-full max-w-5xl flex-1 px-4 py-10 sm:px-6 sm:py-14">{children}</main>
        <footer className="border-t">
          <p className="mx-auto max-w-5xl px-4 py-6 text-sm text-muted-foreground sm:px-6">{texts.description}</p>
        </footer>
      </body>
    </html>
  );
}
