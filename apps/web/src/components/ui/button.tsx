import { clsx } from 'clsx';
import type { ComponentProps } from 'react';

const base =
  'focus-ring inline-flex shrink-0 items-center justify-center gap-2 rounded-lg text-sm font-medium whitespace-nowrap ' +
  'transition-[background-color,color,box-shadow,transform] duration-150 active:translate-y-px ' +
  'disabled:pointer-events-none disabled:opacity-60 aria-disabled:pointer-events-none aria-disabled:opacity-60 ' +
  '[&_svg]:size-4 [&_svg]:shrink-0';

const variants = {
  primary: 'bg-primary text-primary-foreground shadow-sm hover:bg-primary-hover',
  outline: 'border border-input bg-card text-foreground shadow-xs hover:bg-muted',
  danger: 'bg-danger text-primary-foreground shadow-sm hover:opacity-90',
  ghost: 'text-muted-foreground hover:bg-muted hover:text-foreground',
} as const;

/** Full touch size on phones, denser from tablets on. */
const sizes = {
  default: 'h-11 px-4 md:h-10',
  large: 'h-11 px-5',
  compact: 'h-11 px-2.5 md:h-9',
  icon: 'size-11 md:size-9',
} as const;

interface ButtonLook {
  variant?: keyof typeof variants | undefined;
  size?: keyof typeof sizes | undefined;
}

/** For links that look like buttons. */
export const buttonLook = ({ variant = 'primary', size = 'default' }: ButtonLook = {}): string =>
  clsx(base, variants[variant], sizes[size]);

export function Button({ variant, size, className, ...props }: ComponentProps<'button'> & ButtonLook) {
  return <button type="button" className={clsx(buttonLook({ variant, size }), className)} {...props} />;
}
