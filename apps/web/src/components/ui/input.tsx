import { clsx } from 'clsx';
import type { ComponentProps } from 'react';

/** 16 px on phones: below that, iOS zooms into the field. */
export function Input({ className, ...props }: ComponentProps<'input'>) {
  return (
    <input
      className={clsx(
        'focus-ring h-11 w-full rounded-lg border border-input bg-card px-3.5 text-base shadow-xs transition-colors md:text-sm',
        'placeholder:text-muted-foreground hover:border-ring/60 focus-visible:border-ring',
        'aria-invalid:border-danger aria-invalid:focus-visible:outline-danger disabled:opacity-60',
        className,
      )}
      {...props}
    />
  );
}
