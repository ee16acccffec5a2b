import type { ReactNode } from 'react';
import { ProblemAlert } from './problem-alert.js';
import { useTableTexts } from './table/texts/use-table-texts.js';
import { Button } from './ui/button.js';
import { closeDialog, Dialog } from './ui/dialog.js';
import { Spinner } from './ui/spinner.js';

interface QuestionProps {
  title: string;
  text: string;
  confirm: string;
  tone?: 'danger' | 'primary';
  act: { isPending: boolean; error: unknown };
  onConfirm: () => void;
  onClose: () => void;
  children?: ReactNode;
}

/** A question with fields: it stays open until the server has agreed, so that nothing typed is lost. */
export function Question(props: QuestionProps) {
  const { title, text: explanation, confirm, tone = 'danger', act, onConfirm, onClose, children } = props;
  const text = useTableTexts();
  return (
    <Dialog title={title} className="w-md" onClose={onClose}>
      <form
        className="mt-2 grid gap-4 text-sm"
        onSubmit={(event) => {
          event.preventDefault();
          if (!act.isPending) onConfirm();
        }}
      >
        <p className="text-muted-foreground wrap-anywhere">{explanation}</p>
        {children}
        {act.error !== null && <ProblemAlert error={act.error} />}
        <div className="mt-2 flex flex-wrap justify-end gap-2">
          <Button variant="outline" autoFocus onClick={closeDialog}>
            {text('bulk.cancel')}
          </Button>
          <Button type="submit" variant={tone} aria-disabled={act.isPending}>
            {act.isPending && <Spinner />}
            {confirm}
          </Button>
        </div>
      </form>
    </Dialog>
  );
}
