import type { ReactNode } from 'react';
import { Button } from './button.js';
import { closeDialog, Dialog } from './dialog.js';

interface ConfirmDialogProps {
  title: string;
  text: string;
  confirm: string;
  cancel: string;
  onConfirm: () => void;
  onClose: () => void;
  /** Further choices, above the buttons. */
  children?: ReactNode;
}

export function ConfirmDialog({ title, text, confirm, cancel, onConfirm, onClose, children }: ConfirmDialogProps) {
  return (
    <Dialog title={title} className="w-96" onClose={onClose}>
      <p className="mt-2 text-sm wrap-anywhere text-muted-foreground">{text}</p>
      {children}
      <div className="mt-6 flex flex-wrap justify-end gap-2">
        <Button variant="outline" autoFocus onClick={closeDialog}>
          {cancel}
        </Button>
        <Button
          variant="danger"
          onClick={(event) => {
            closeDialog(event);
            onConfirm();
          }}
        >
          {confirm}
        </Button>
      </div>
    </Dialog>
  );
}
