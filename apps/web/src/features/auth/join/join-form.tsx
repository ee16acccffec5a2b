import type { JoinResult } from '@spawner/contracts';
import { type SubmitEvent, useState } from 'react';
import { flushSync } from 'react-dom';
import { CodeField, isCode } from '../../../components/code-field.js';
import { ProblemAlert } from '../../../components/problem-alert.js';
import { Button } from '../../../components/ui/button.js';
import { Spinner } from '../../../components/ui/spinner.js';
import { focusFirstError } from '../../../lib/focus-first-error.js';
import { useJoin } from './join.query.js';
import { useJoinTexts } from './texts/use-join-texts.js';

interface JoinFormProps {
  given: string;
  onResult: (code: string, result: JoinResult) => void;
}

export function JoinForm({ given, onResult }: JoinFormProps) {
  const text = useJoinTexts();
  const [code, setCode] = useState(given);
  const [complains, setComplains] = useState(false);
  const join = useJoin();
  const submit = (event: SubmitEvent<HTMLFormElement>) => {
    event.preventDefault();
    if (join.isPending) return;
    if (!isCode(code)) {
      flushSync(() => setComplains(true));
      focusFirstError(event.currentTarget);
      return;
    }
    join.mutate(code, { onSuccess: (result) => onResult(code, result) });
  };
  return (
    <form onSubmit={submit} noValidate className="grid gap-5">
      <CodeField
        label={text('code')}
        error={complains && !isCode(code) ? text('short') : null}
        autoFocus
        value={code}
        onCode={(typed) => {
          setCode(typed);
          setComplains(false);
          if (!join.isPending) join.reset();
        }}
      />
      {join.isError && <ProblemAlert error={join.error} />}
      <Button type="submit" size="large" className="h-14 text-lg!" aria-disabled={join.isPending}>
        {join.isPending && <Spinner />}
        {text(join.isPending ? 'working' : 'submit')}
      </Button>
    </form>
  );
}
