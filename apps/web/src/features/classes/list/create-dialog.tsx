import type { ClassKind } from '@spawner/contracts';
import { type SubmitEvent, useState } from 'react';
import { flushSync } from 'react-dom';
import { ProblemAlert } from '../../../components/problem-alert.js';
import { Button } from '../../../components/ui/button.js';
import { closeDialog, Dialog } from '../../../components/ui/dialog.js';
import { Field } from '../../../components/ui/field.js';
import { Select } from '../../../components/ui/select.js';
import { Spinner } from '../../../components/ui/spinner.js';
import { callAdmin } from '../../../lib/admin-api.js';
import { focusFirstError } from '../../../lib/focus-first-error.js';
import { useClassAct, useTemplates } from '../classes.query.js';
import { kinds } from '../kinds.js';
import { TemplatesField } from '../templates-field.js';
import { useClassTexts } from '../texts/use-class-texts.js';

interface CreateDialogProps {
  onCreated: (id: number) => void;
  onClose: () => void;
}

export function CreateDialog({ onCreated, onClose }: CreateDialogProps) {
  const text = useClassTexts();
  const { data: templates } = useTemplates();
  const [name, setName] = useState('');
  const [kind, setKind] = useState<ClassKind>('class');
  const [chosen, setChosen] = useState<string[]>();
  const [complains, setComplains] = useState(false);
  // Where there is only one there is no choice.
  const types = chosen ?? (templates?.length === 1 ? templates.map(({ type }) => type) : []);
  const create = useClassAct(() => callAdmin('createClass', { body: { name: name.trim(), kind, templates: types } }));

  const submit = (event: SubmitEvent<HTMLFormElement>) => {
    event.preventDefault();
    if (create.isPending) return;
    if (name.trim() === '' || types.length === 0) {
      flushSync(() => setComplains(true));
      focusFirstError(event.currentTarget);
      return;
    }
    create.mutate(undefined, { onSuccess: ({ id }) => onCreated(id) });
  };
  return (
    <Dialog title={text('form.title')} className="w-lg" onClose={onClose}>
      <form onSubmit={submit} noValidate className="mt-3 grid gap-3">
        <Field
          label={text('form.name')}
          autoFocus
          maxLength={80}
          placeholder={text('form.namePlaceholder')}
          value={name}
          onChange={({ target }) => setName(target.value)}
          error={complains && name.trim() === '' ? text('form.nameMissing') : null}
        />
        <label className="grid gap-2 text-sm font-medium">
          {text('form.kind')}
          <Select className="font-normal" value={kind} onChange={({ target }) => setKind(target.value as ClassKind)}>
            {kinds.map((value) => (
              <option key={value} value={value}>
                {text(`kinds.${value}`)}
              </option>
            ))}
          </Select>
        </label>
        <div className="mt-2">
          <TemplatesField value={types} onChange={setChosen} classId={null} missing={complains && types.length === 0} />
        </div>
        {create.isError && <ProblemAlert error={create.error} />}
        <div className="mt-3 flex flex-wrap justify-end gap-2">
          <Button variant="outline" onClick={closeDialog}>
            {text('cancel')}
          </Button>
          <Button type="submit" aria-disabled={create.isPending}>
            {create.isPending && <Spinner />}
            {text('form.submit')}
          </Button>
        </div>
      </form>
    </Dialog>
  );
}
