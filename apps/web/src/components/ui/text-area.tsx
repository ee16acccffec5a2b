import { clsx } from 'clsx';
import type { ComponentProps } from 'react';

/** 16 px on phones: below that, iOS zooms into the field. */
export function TextArea({ className, ...props }: ComponentProps<'textarea'>) {
  return (
    <textarea
      className={clsx(
        'focus-ring w-full rounded-lg border border-input bg-card px-3.5 py-2.5 text-base font-normal shadow-xs md:text-sm',
        'placeholder:text-muted-foreground hover:border-ring/60 aria-invalid:border-danger',
        className,
      )}
      {...props}
    />
  );
}
