import { type ReactNode, useId, useState } from 'react';
import { useTranslation } from '../../i18n/i18n.js';
import { ProblemAlert } from '../problem-alert.js';
import { Button } from '../ui/button.js';
import { closeDialog, Dialog } from '../ui/dialog.js';
import { Input } from '../ui/input.js';
import { Spinner } from '../ui/spinner.js';
import { useTableTexts } from './texts/use-table-texts.js';

const SHOWN = 50;

interface Listed {
  key: string;
  name: string;
  /** Beside the name, for example when they were last seen. */
  note?: ReactNode;
}

interface BulkQuestionProps {
  title: string;
  /** What will happen, in one sentence. */
  consequence: ReactNode;
  /** Whom it concerns, as far as they are loaded. */
  who: readonly Listed[];
  /** How many it concerns. */
  total: number;
  /** Whom it leaves out, each with the reason as note. */
  leftOut?: readonly Listed[];
  /** What goes with it, and further choices. */
  children?: ReactNode;
  /** Cannot be undone: asks in three steps, and the number of things is typed in the last one. */
  grave?: boolean;
  confirm: string;
  busy: boolean;
  error: unknown;
  onConfirm: () => void;
  onClose: () => void;
}

/** The question before something is done with many: what happens, to whom, and what goes with it. */
export function BulkQuestion(props: BulkQuestionProps) {
  const { title, consequence, total, children, grave = false, confirm, busy, error, onConfirm, onClose } = props;
  const text = useTableTexts();
  const { t, language } = useTranslation();
  const [step, setStep] = useState(grave ? 0 : 2);
  const [typed, setTyped] = useState('');
  const field = useId();
  const last = step === 2;
  const shows = (part: number) => !grave || step === part;
  const ready = total > 0 && (!grave || typed.replace(/\D/g, '') === String(total));
  return (
    <Dialog
      title={title}
      className="w-lg"
      onClose={onClose}
      corner={
        grave && (
          <span className="text-sm whitespace-nowrap text-muted-foreground">
            {text('bulk.step', { step: step + 1, steps: 3 })}
          </span>
        )
      }
    >
      <div className="mt-3 grid gap-4 text-sm">
        {shows(0) && <div className="text-muted-foreground">{consequence}</div>}
        {shows(1) && <Who {...props} />}
        {shows(2) && children}
        {grave && last && (
          <label htmlFor={field} className="grid gap-2 font-medium">
            {text('bulk.type', { count: total.toLocaleString(language) })}
            <Input
              id={field}
              className="max-w-32 font-normal"
              inputMode="numeric"
              autoComplete="off"
              autoFocus
              value={typed}
              onChange={({ target }) => setTyped(target.value)}
            />
          </label>
        )}
        {error !== null && error !== undefined && <ProblemAlert error={error} />}
      </div>
      <div className="mt-6 flex flex-wrap justify-end gap-2">
        <Button variant="outline" autoFocus={!grave} onClick={closeDialog}>
          {text('bulk.cancel')}
        </Button>
        {grave && step > 0 && (
          <Button variant="outline" onClick={() => setStep(step - 1)}>
            {text('back')}
          </Button>
        )}
        {last ? (
          <Button
            variant={grave ? 'danger' : 'primary'}
            aria-disabled={busy || !ready}
            onClick={() => !busy && ready && onConfirm()}
          >
            {busy && <Spinner />}
            {confirm}
          </Button>
        ) : (
          <Button onClick={() => setStep(step + 1)}>{text('bulk.next')}</Button>
        )}
      </div>
      <span className="sr-only" role="status">
        {busy && t('common.loading')}
      </span>
    </Dialog>
  );
}

function Who({ who, total, leftOut = [] }: BulkQuestionProps) {
  const text = useTableTexts();
  const { language } = useTranslation();
  const more = total - Math.min(who.length, SHOWN);
  return (
    <div className="grid gap-3">
      <p className="font-medium">{text('bulk.who', { count: total.toLocaleString(language) })}</p>
      {who.length > 0 && (
        <Names rows={who.slice(0, SHOWN)} label={text('bulk.who', { count: total.toLocaleString(language) })} />
      )}
      {more > 0 && (
        <p className="text-muted-foreground">{text('bulk.more', { count: more.toLocaleString(language) })}</p>
      )}
      {leftOut.length > 0 && (
        <>
          <p className="font-medium">{text('bulk.leftOut')}</p>
          <Names rows={leftOut} label={text('bulk.leftOut')} />
        </>
      )}
    </div>
  );
}

const Names = ({ rows, label }: { rows: readonly Listed[]; label: string }) => (
  // The region can be scrolled by keyboard.
  <ul aria-label={label} tabIndex={0} className="focus-ring max-h-48 divide-y overflow-y-auto rounded-lg border">
    {rows.map(({ key, name, note }) => (
      <li key={key} className="flex flex-wrap justify-between gap-x-4 px-3 py-1.5">
        <span className="min-w-0 wrap-anywhere">{name}</span>
        {note && <span className="text-muted-foreground">{note}</span>}
      </li>
    ))}
  </ul>
);
