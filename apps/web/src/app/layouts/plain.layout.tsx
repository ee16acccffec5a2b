import type { ReactNode } from 'react';
import { Main } from './main.js';
import { Preferences } from './preferences.js';
import { TopBar } from './top-bar.js';

/** For pages that look the same with and without a login. */
export function PlainLayout({ children }: { children: ReactNode }) {
  return (
    <div className="relative isolate min-h-dvh">
      <div aria-hidden className="backdrop absolute inset-x-0 top-0 -z-10 h-96" />
      <TopBar>
        <Preferences />
      </TopBar>
      <Main className="mx-auto max-w-3xl px-4 py-8 sm:px-6 sm:py-12">{children}</Main>
    </div>
  );
}
