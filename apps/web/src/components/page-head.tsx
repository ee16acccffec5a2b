import type { ReactNode } from 'react';
import { PageTitle } from './page-title.js';

interface PageHeadProps {
  title: string;
  text?: string | undefined;
  /** Buttons beside the title. */
  children?: ReactNode;
}

/** Title of a page of the console, in the page and in the tab. */
export function PageHead({ title, text, children }: PageHeadProps) {
  return (
    <header className="flex flex-wrap items-end justify-between gap-x-6 gap-y-3">
      <PageTitle>{title}</PageTitle>
      <div className="grid min-w-0 gap-1">
        <h1 className="text-2xl font-semibold tracking-tight wrap-anywhere">{title}</h1>
        {text && <p className="max-w-2xl text-sm text-muted-foreground">{text}</p>}
      </div>
      {children && <div className="flex flex-wrap gap-2">{children}</div>}
    </header>
  );
}
