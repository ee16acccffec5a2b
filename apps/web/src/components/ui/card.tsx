import { clsx } from 'clsx';
import type { ComponentProps } from 'react';

export function Card({ as: Root = 'div', className, ...props }: ComponentProps<'div'> & { as?: 'div' | 'article' }) {
  return <Root className={clsx('rounded-2xl border bg-card shadow-card', className)} {...props} />;
}
