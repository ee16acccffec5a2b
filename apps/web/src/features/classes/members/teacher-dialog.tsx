import type { Class } from '@spawner/contracts';
import { readAddress } from '@spawner/contracts/values';
import { type SubmitEvent, useState } from 'react';
import { flushSync } from 'react-dom';
import { ProblemAlert } from '../../../components/problem-alert.js';
import { Button } from '../../../components/ui/button.js';
import { closeDialog, Dialog } from '../../../components/ui/dialog.js';
import { Field } from '../../../components/ui/field.js';
import { Spinner } from '../../../components/ui/spinner.js';
import { callAdmin } from '../../../lib/admin-api.js';
import { focusFirstError } from '../../../lib/focus-first-error.js';
import { useClassAct } from '../classes.query.js';
import { useClassTexts } from '../texts/use-class-texts.js';

interface TeacherDialogProps {
  of: Class;
  onClose: () => void;
}

export function TeacherDialog({ of, onClose }: TeacherDialogProps) {
  const text = useClassTexts();
  const [typed, setTyped] = useState('');
  const [complains, setComplains] = useState(false);
  const { email, fault } = readAddress(typed);
  const add = useClassAct((address: string) =>
    callAdmin('addTeacher', { params: { id: String(of.id) }, body: { email: address } }),
  );
  const submit = (event: SubmitEvent<HTMLFormElement>) => {
    event.preventDefault();
    if (add.isPending) return;
    if (email === null) {
      flushSync(() => setComplains(true));
      focusFirstError(event.currentTarget);
      return;
    }
    add.mutate(email, { onSuccess: onClose });
  };
  return (
    <Dialog title={text('members.teacherTitle')} className="w-md" onClose={onClose}>
      <form onSubmit={submit} noValidate className="mt-2 grid gap-3">
        <p className="text-sm text-muted-foreground">{text('members.teacherText')}</p>
        <Field
          label={text('members.email')}
          type="email"
          autoFocus
          autoCapitalize="none"
          spellCheck={false}
          value={typed}
          onChange={({ target }) => setTyped(target.value)}
          error={complains && fault ? text('members.emailBad') : null}
        />
        {add.isError && <ProblemAlert error={add.error} />}
        <div className="flex flex-wrap justify-end gap-2">
          <Button variant="outline" onClick={closeDialog}>
            {text('cancel')}
          </Button>
          <Button type="submit" aria-disabled={add.isPending}>
            {add.isPending && <Spinner />}
            {text('members.teacherSubmit')}
          </Button>
        </div>
      </form>
    </Dialog>
  );
}
