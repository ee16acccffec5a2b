import type { JoinMode } from '@spawner/contracts';
import { type SubmitEvent, useId, useState } from 'react';
import { flushSync } from 'react-dom';
import { ProblemAlert } from '../../components/problem-alert.js';
import { Button } from '../../components/ui/button.js';
import { closeDialog, Dialog } from '../../components/ui/dialog.js';
import { Field } from '../../components/ui/field.js';
import { Spinner } from '../../components/ui/spinner.js';
import { callAdmin } from '../../lib/admin-api.js';
import { focusFirstError } from '../../lib/focus-first-error.js';
import { useEntranceAct } from './entrance.query.js';
import { useEntranceTexts } from './texts/use-entrance-texts.js';

const modes = ['ask', 'open', 'guest'] as const satisfies readonly JoinMode[];

interface CodeDialogProps {
  classId: string;
  /** There is a code, which ends. */
  replaces: boolean;
  onMade: () => void;
  onClose: () => void;
}

export function CodeDialog({ classId, replaces, onMade, onClose }: CodeDialogProps) {
  const text = useEntranceTexts();
  const group = useId();
  const [mode, setMode] = useState<JoinMode>('ask');
  const [days, setDays] = useState('1');
  const [seats, setSeats] = useState('');
  const [complains, setComplains] = useState(false);
  const daysWrong = !isBetween(days, 90);
  const seatsWrong = seats.trim() !== '' && !isBetween(seats, 1000);
  const make = useEntranceAct(() =>
    callAdmin('makeJoinCode', {
      params: { id: classId },
      body: { mode, days: Number(days), seats: seats.trim() === '' ? null : Number(seats) },
    }),
  );
  const submit = (event: SubmitEvent<HTMLFormElement>) => {
    event.preventDefault();
    if (make.isPending) return;
    if (daysWrong || seatsWrong) {
      flushSync(() => setComplains(true));
      focusFirstError(event.currentTarget);
      return;
    }
    make.mutate(undefined, { onSuccess: onMade });
  };
  return (
    <Dialog title={text('make')} className="w-lg" onClose={onClose}>
      <form onSubmit={submit} noValidate className="mt-3 grid gap-4">
        <fieldset className="grid gap-2">
          <legend className="mb-2 text-sm font-medium">{text('mode.label')}</legend>
          {modes.map((each) => (
            <label
              key={each}
              className="flex cursor-pointer gap-3 rounded-xl border px-4 py-3 hover:bg-muted/60 has-checked:border-primary has-checked:bg-accent/50 has-focus-visible:outline-2 has-focus-visible:outline-offset-2 has-focus-visible:outline-ring"
            >
              <input
                type="radio"
                name={group}
                checked={mode === each}
                onChange={() => setMode(each)}
                className="mt-0.5 size-4.5 shrink-0 accent-primary outline-none"
              />
              <span className="grid gap-0.5 text-sm">
                <span className="font-medium">{text(`mode.${each}`)}</span>
                <span className="text-muted-foreground">{text(`mode.${each}Hint`)}</span>
              </span>
            </label>
          ))}
        </fieldset>
        <div className="grid gap-x-4 sm:grid-cols-2">
          <Field
            label={text('days')}
            inputMode="numeric"
            value={days}
            onChange={({ target }) => setDays(target.value)}
            error={complains && daysWrong ? text('daysWrong') : null}
          />
          <Field
            label={text('seats')}
            inputMode="numeric"
            placeholder={text('seatsHint')}
            value={seats}
            onChange={({ target }) => setSeats(target.value)}
            error={complains && seatsWrong ? text('seatsWrong') : null}
          />
        </div>
        {replaces && <p className="text-sm text-muted-foreground">{text('replaces')}</p>}
        {make.isError && <ProblemAlert error={make.error} />}
        <div className="flex flex-wrap justify-end gap-2">
          <Button variant="outline" onClick={closeDialog}>
            {text('cancel')}
          </Button>
          <Button type="submit" aria-disabled={make.isPending}>
            {make.isPending && <Spinner />}
            {text('submit')}
          </Button>
        </div>
      </form>
    </Dialog>
  );
}

const isBetween = (typed: string, most: number): boolean =>
  /^\d{1,4}$/.test(typed.trim()) && Number(typed) >= 1 && Number(typed) <= most;
