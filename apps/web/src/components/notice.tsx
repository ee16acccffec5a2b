import type { LucideIcon } from 'lucide-react';
import type { ReactNode } from 'react';

interface NoticeProps {
  icon: LucideIcon;
  title: string;
  text: string;
  /** 1 where the notice is the page, 2 where it stands in for a list. */
  level?: 1 | 2;
  children?: ReactNode;
}

/** A centred message with a next step: empty lists, missing pages, links that are no longer valid. */
export function Notice({ icon: Icon, title, text, level = 2, children }: NoticeProps) {
  const Heading = level === 1 ? 'h1' : 'h2';
  return (
    <div className="mx-auto grid max-w-md animate-enter justify-items-center gap-3 py-10 text-center">
      <span className="mb-1 grid size-12 place-items-center rounded-2xl border bg-card text-primary shadow-card">
        <Icon className="size-5" aria-hidden />
      </span>
      <Heading className="text-xl font-semibold tracking-tight">{title}</Heading>
      <p className="text-muted-foreground">{text}</p>
      {children && <div className="mt-3 flex flex-wrap justify-center gap-3">{children}</div>}
    </div>
  );
}
