import type { ResetMode } from '@spawner/contracts';
import { TriangleAlert } from 'lucide-react';
import { type SubmitEvent, useId, useState } from 'react';
import { ProblemAlert } from '../../components/problem-alert.js';
import { Button } from '../../components/ui/button.js';
import { closeDialog, Dialog } from '../../components/ui/dialog.js';
import { Input } from '../../components/ui/input.js';
import { Spinner } from '../../components/ui/spinner.js';
import { useTranslation } from '../../i18n/i18n.js';
import type { ClassDialogProps } from './class-dialog.js';
import { useCountOfAll, useReset } from './material.query.js';
import { TemplateSelect } from './template-select.js';
import { useMaterialTexts } from './texts/use-material-texts.js';
import { Tick } from './tick.js';

const modes = [
  { mode: 'container', label: 'reset.container', text: 'reset.containerText' },
  { mode: 'data', label: 'reset.data', text: 'reset.dataText' },
  { mode: 'data_and_card', label: 'reset.card', text: 'reset.cardText' },
] as const satisfies readonly { mode: ResetMode; label: string; text: string }[];

interface ResetDialogProps extends ClassDialogProps {
  /** To choose from; without them only the given one. */
  types?: readonly string[];
}

/** What deletes files is asked for with the number of people. */
export function ResetDialog({ classId, type: first, types = [], people, onClose }: ResetDialogProps) {
  const text = useMaterialTexts();
  const { language } = useTranslation();
  const id = useId();
  const [type, setType] = useState(first);
  const [mode, setMode] = useState<ResetMode>('container');
  const [collectFirst, setCollectFirst] = useState(true);
  const [typed, setTyped] = useState('');
  const all = useCountOfAll(classId, type, people === null);
  const reset = useReset(classId);
  const count = people?.length ?? all.data;
  const deletes = mode !== 'container';
  const isReady = count !== undefined && count > 0 && (!deletes || typed.replace(/\D/g, '') === String(count));
  const shown = { count: (count ?? 0).toLocaleString(language) };

  const submit = (event: SubmitEvent<HTMLFormElement>) => {
    event.preventDefault();
    if (reset.isPending || !isReady) return;
    const who = people ? { user_ids: [...people] } : { all: true as const };
    reset.mutate({ type, mode, ...who, expected: count, collect_first: collectFirst }, { onSuccess: onClose });
  };
  return (
    <Dialog title={text('reset.dialog')} className="w-lg" onClose={onClose}>
      <form onSubmit={submit} className="mt-3 grid gap-4">
        <TemplateSelect types={types} value={type} onChange={setType} />
        <fieldset className="grid gap-2">
          <legend className="mb-2 text-sm font-medium">{text('reset.mode')}</legend>
          {modes.map((choice) => (
            <label
              key={choice.mode}
              className="flex cursor-pointer items-start gap-3 rounded-xl border px-4 py-3 text-sm has-checked:border-primary has-checked:bg-accent"
            >
              <input
                type="radio"
                name={`${id}-mode`}
                className="focus-ring mt-0.5 size-4.5 shrink-0 accent-primary"
                checked={mode === choice.mode}
                onChange={() => setMode(choice.mode)}
              />
              <span className="grid gap-0.5">
                <span className="font-medium">{text(choice.label)}</span>
                <span className="text-muted-foreground">{text(choice.text)}</span>
              </span>
            </label>
          ))}
        </fieldset>
        {deletes ? (
          <>
            <Tick
              label={text('reset.collect')}
              text={
                collectFirst ? (
                  text('reset.collectText')
                ) : (
                  <span className="flex gap-1.5 text-danger">
                    <TriangleAlert className="mt-0.5 size-4 shrink-0" aria-hidden />
                    {text('reset.noCollect')}
                  </span>
                )
              }
              checked={collectFirst}
              onChange={setCollectFirst}
            />
            <label htmlFor={`${id}-number`} className="grid gap-2 text-sm font-medium">
              {count === 1 ? text('reset.typeOne') : text('reset.type', shown)}
              <Input
                id={`${id}-number`}
                className="max-w-32 font-normal"
                inputMode="numeric"
                autoComplete="off"
                value={typed}
                onChange={({ target }) => setTyped(target.value)}
              />
            </label>
          </>
        ) : (
          count !== undefined && (
            <p className="text-sm text-muted-foreground">
              {count === 1 ? text('reset.whomOne') : text('reset.whom', shown)}
            </p>
          )
        )}
        {all.isError && <ProblemAlert error={all.error} />}
        {reset.isError && <ProblemAlert error={reset.error} />}
        <div className="mt-1 flex flex-wrap justify-end gap-2">
          <Button variant="outline" autoFocus onClick={closeDialog}>
            {text('cancel')}
          </Button>
          <Button type="submit" variant={deletes ? 'danger' : 'primary'} aria-disabled={reset.isPending || !isReady}>
            {reset.isPending && <Spinner />}
            {text('reset.submit')}
          </Button>
        </div>
      </form>
    </Dialog>
  );
}
