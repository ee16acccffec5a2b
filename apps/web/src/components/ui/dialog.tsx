import { clsx } from 'clsx';
import { type MouseEvent, type ReactNode, useEffect, useId, useRef } from 'react';

interface DialogProps {
  title: string;
  className: string;
  onClose: () => void;
  /** Beside the title. */
  corner?: ReactNode;
  children: ReactNode;
}

/** Closes the dialog around the button, as Escape would. */
export const closeDialog = (event: MouseEvent): void => event.currentTarget.closest('dialog')?.close();

/** A native dialog: the browser closes it on Escape, keeps the focus inside and returns it afterwards. */
export function Dialog({ title, className, onClose, corner, children }: DialogProps) {
  const dialog = useRef<HTMLDialogElement>(null);
  const heading = useId();
  useEffect(() => dialog.current?.showModal(), []);
  return (
    <dialog
      ref={dialog}
      aria-labelledby={heading}
      onClose={onClose}
      className={clsx(
        'm-auto max-w-[calc(100%-2rem)] rounded-2xl border bg-card p-5 text-foreground shadow-lifted backdrop:bg-black/50 open:animate-enter sm:p-6',
        className,
      )}
    >
      <header className="flex items-start justify-between gap-3">
        <h2 id={heading} className="text-lg font-semibold tracking-tight wrap-anywhere">
          {title}
        </h2>
        {corner}
      </header>
      {children}
    </dialog>
  );
}
