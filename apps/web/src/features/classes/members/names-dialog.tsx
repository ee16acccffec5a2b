import type { Class } from '@spawner/contracts';
import { TriangleAlert } from 'lucide-react';
import { type SubmitEvent, useId, useState } from 'react';
import { flushSync } from 'react-dom';
import { ProblemAlert } from '../../../components/problem-alert.js';
import { Button } from '../../../components/ui/button.js';
import { closeDialog, Dialog } from '../../../components/ui/dialog.js';
import { FieldError } from '../../../components/ui/field-error.js';
import { Spinner } from '../../../components/ui/spinner.js';
import { TextArea } from '../../../components/ui/text-area.js';
import { callAdmin } from '../../../lib/admin-api.js';
import { focusFirstError } from '../../../lib/focus-first-error.js';
import { useClassAct } from '../classes.query.js';
import { useClassTexts } from '../texts/use-class-texts.js';

/** As the API takes them at once. */
const MOST = 200;

interface NamesDialogProps {
  of: Class;
  onClose: () => void;
}

/** Accounts of the class, from names as they stand in a class register. */
export function NamesDialog({ of, onClose }: NamesDialogProps) {
  const text = useClassTexts();
  const id = useId();
  const [typed, setTyped] = useState('');
  const [complains, setComplains] = useState(false);
  const names = typed
    .split('\n')
    .map((line) => line.trim().replaceAll(/\s+/g, ' '))
    .filter((line) => line !== '');
  const twice = [...new Set(names.filter((name, index) => names.indexOf(name) !== index))];
  const add = useClassAct(() =>
    callAdmin('addMembers', {
      params: { id: String(of.id) },
      body: { class_accounts: names.map((name) => ({ name })) },
      timeoutMs: 60_000,
    }),
  );
  const fault =
    names.length === 0
      ? text('members.namesNone')
      : names.length > MOST
        ? text('members.namesMany', { count: MOST })
        : null;

  const submit = (event: SubmitEvent<HTMLFormElement>) => {
    event.preventDefault();
    if (add.isPending) return;
    if (fault !== null) {
      flushSync(() => setComplains(true));
      focusFirstError(event.currentTarget);
      return;
    }
    add.mutate(undefined, { onSuccess: onClose });
  };
  return (
    <Dialog title={text('members.namesTitle')} className="w-lg" onClose={onClose}>
      <form onSubmit={submit} noValidate className="mt-2 grid gap-3">
        <p className="text-sm text-muted-foreground">{text('members.namesText')}</p>
        <label htmlFor={id} className="text-sm font-medium">
          {text('members.names')}
        </label>
        <TextArea
          id={id}
          autoFocus
          rows={10}
          spellCheck={false}
          aria-invalid={complains && fault !== null}
          aria-describedby={`${id}-error`}
          placeholder={text('members.namesPlaceholder')}
          value={typed}
          onChange={({ target }) => setTyped(target.value)}
        />
        <FieldError id={`${id}-error`} error={complains ? fault : null} />
        {twice.length > 0 && (
          <p className="flex gap-1.5 text-sm text-warning" role="status">
            <TriangleAlert className="mt-0.5 size-4 shrink-0" aria-hidden />
            {text('members.namesTwice', { names: twice.slice(0, 5).join(', ') })}
          </p>
        )}
        {add.isError && <ProblemAlert error={add.error} />}
        <div className="flex flex-wrap justify-end gap-2">
          <Button variant="outline" onClick={closeDialog}>
            {text('cancel')}
          </Button>
          <Button type="submit" aria-disabled={add.isPending}>
            {add.isPending && <Spinner />}
            {names.length === 0
              ? text('members.namesSubmitNone')
              : names.length === 1
                ? text('members.namesSubmitOne')
                : text('members.namesSubmit', { count: names.length })}
          </Button>
        </div>
      </form>
    </Dialog>
  );
}
