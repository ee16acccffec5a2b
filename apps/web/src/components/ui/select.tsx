import { clsx } from 'clsx';
import { ChevronDown } from 'lucide-react';
import type { ComponentProps } from 'react';

/** A native select: keyboard, touch and announcements come with it. */
export function Select({ className, ...props }: ComponentProps<'select'>) {
  return (
    <span className={clsx('relative inline-flex', className)}>
      <select
        className="focus-ring h-11 w-full cursor-pointer appearance-none truncate rounded-lg border border-input bg-card pr-9 pl-3 text-base shadow-xs transition-colors hover:border-ring/60 disabled:opacity-60 md:h-10 md:text-sm"
        {...props}
      />
      <ChevronDown
        className="pointer-events-none absolute top-1/2 right-3 size-4 -translate-y-1/2 text-muted-foreground"
        aria-hidden
      />
    </span>
  );
}
