import { clsx } from 'clsx';
import type { ComponentProps } from 'react';

/** The landmark that the skip link and page changes focus. */
export function Main({ className, ...props }: ComponentProps<'main'>) {
  return <main id="main" tabIndex={-1} className={clsx('outline-none', className)} {...props} />;
}
