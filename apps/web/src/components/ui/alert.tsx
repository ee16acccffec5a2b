import { clsx } from 'clsx';
import { CircleAlert, CircleCheck, TriangleAlert } from 'lucide-react';
import type { ComponentProps, ReactNode } from 'react';

const tones = {
  danger: { box: 'border-danger-line bg-danger-soft', icon: 'text-danger', Icon: CircleAlert },
  warning: { box: 'border-warning-line bg-warning-soft', icon: 'text-warning', Icon: TriangleAlert },
  success: { box: 'border-border bg-success-soft', icon: 'text-success', Icon: CircleCheck },
} as const;

type AlertProps = Omit<ComponentProps<'div'>, 'title'> & { tone: keyof typeof tones; title?: ReactNode };

export function Alert({ tone, title, className, children, ...props }: AlertProps) {
  const { box, icon, Icon } = tones[tone];
  return (
    <div className={clsx('flex gap-3 rounded-xl border px-4 py-3 text-sm', box, className)} {...props}>
      <Icon className={clsx('mt-0.5 size-4 shrink-0', icon)} aria-hidden />
      <div className="grid min-w-0 flex-1 grid-cols-1 gap-1 wrap-anywhere">
        {title && <p className="font-medium">{title}</p>}
        {children}
      </div>
    </div>
  );
}
