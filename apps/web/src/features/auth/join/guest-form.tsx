import { type SubmitEvent, useState } from 'react';
import { flushSync } from 'react-dom';
import { ProblemAlert } from '../../../components/problem-alert.js';
import { Button } from '../../../components/ui/button.js';
import { Field } from '../../../components/ui/field.js';
import { Spinner } from '../../../components/ui/spinner.js';
import { focusFirstError } from '../../../lib/focus-first-error.js';
import { useKnock } from './join.query.js';
import { useJoinTexts } from './texts/use-join-texts.js';

/** Under which name a teacher sees the guest. */
export function GuestForm({ code, onKnocked }: { code: string; onKnocked: () => void }) {
  const text = useJoinTexts();
  const [name, setName] = useState('');
  const [complains, setComplains] = useState(false);
  const knock = useKnock();
  const submit = (event: SubmitEvent<HTMLFormElement>) => {
    event.preventDefault();
    if (knock.isPending) return;
    if (name.trim() === '') {
      flushSync(() => setComplains(true));
      focusFirstError(event.currentTarget);
      return;
    }
    knock.mutate({ code, name: name.trim() }, { onSuccess: onKnocked });
  };
  return (
    <form onSubmit={submit} noValidate className="grid gap-3">
      <Field
        label={text('guest.name')}
        error={complains ? text('guest.needed') : null}
        autoFocus
        autoComplete="name"
        maxLength={80}
        className="h-14 text-lg md:text-lg"
        value={name}
        onChange={({ target }) => {
          setName(target.value);
          setComplains(false);
        }}
      />
      {knock.isError && <ProblemAlert error={knock.error} />}
      <Button type="submit" size="large" className="h-14 text-lg!" aria-disabled={knock.isPending}>
        {knock.isPending && <Spinner />}
        {text(knock.isPending ? 'working' : 'guest.submit')}
      </Button>
    </form>
  );
}
