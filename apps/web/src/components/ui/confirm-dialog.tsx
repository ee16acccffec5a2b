import { useEffect, useId, useRef } from 'react';
import { Button } from './button.js';

interface ConfirmDialogProps {
  title: string;
  text: string;
  confirm: string;
  cancel: string;
  onConfirm: () => void;
  onClose: () => void;
}

/** A native dialog: Escape, the focus kept inside and given back afterwards are the browser's work. */
export function ConfirmDialog({ title, text, confirm, cancel, onConfirm, onClose }: ConfirmDialogProps) {
  const dialog = useRef<HTMLDialogElement>(null);
  const heading = useId();
  useEffect(() => dialog.current?.showModal(), []);
  return (
    <dialog
      ref={dialog}
      aria-labelledby={heading}
      onClose={onClose}
      className="m-auto w-96 max-w-[calc(100%-2rem)] rounded-2xl border bg-card p-6 text-foreground shadow-lifted backdrop:bg-black/50 open:animate-enter"
    >
      <h2 id={heading} className="text-lg font-semibold tracking-tight wrap-anywhere">
        {title}
      </h2>
      <p className="mt-2 text-sm text-muted-foreground">{text}</p>
      <div className="mt-6 flex flex-wrap justify-end gap-2">
        <Button variant="outline" autoFocus onClick={() => dialog.current?.close()}>
          {cancel}
        </Button>
        <Button
          variant="danger"
          onClick={() => {
            dialog.current?.close();
            onConfirm();
          }}
        >
          {confirm}
        </Button>
      </div>
    </dialog>
  );
}
