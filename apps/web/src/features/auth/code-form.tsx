import { LOGIN_CODE } from '@spawner/contracts/values';
import { type SubmitEvent, useState } from 'react';
import { flushSync } from 'react-dom';
import { ProblemAlert } from '../../components/problem-alert.js';
import { Button } from '../../components/ui/button.js';
import { Field } from '../../components/ui/field.js';
import { Spinner } from '../../components/ui/spinner.js';
import { useTranslation } from '../../i18n/i18n.js';
import { focusFirstError } from '../../lib/focus-first-error.js';
import { useOpenSession } from './open-session.mutation.js';

interface CodeFormProps {
  email: string;
  onEntered: () => void;
}

/** For users who read their mail on another device: the six digits of the mail. */
export function CodeForm({ email, onEntered }: CodeFormProps) {
  const { t } = useTranslation();
  const [typed, setTyped] = useState('');
  const [complains, setComplains] = useState(false);
  const openSession = useOpenSession();

  const submit = (event: SubmitEvent<HTMLFormElement>) => {
    event.preventDefault();
    if (openSession.isPending) return;
    const code = typed.replace(/\s/g, '');
    if (!LOGIN_CODE.test(code)) {
      flushSync(() => setComplains(true));
      focusFirstError(event.currentTarget);
      return;
    }
    openSession.mutate({ email, code }, { onSuccess: onEntered });
  };

  return (
    <form onSubmit={submit} noValidate className="grid gap-2">
      <Field
        label={t('code.label')}
        error={complains ? t('code.invalid') : null}
        name="code"
        inputMode="numeric"
        autoComplete="one-time-code"
        placeholder="123 456"
        maxLength={11}
        className="font-mono tracking-widest tabular-nums"
        value={typed}
        onChange={(event) => {
          setTyped(event.target.value);
          setComplains(false);
          openSession.reset();
        }}
      />
      {openSession.isError && <ProblemAlert error={openSession.error} />}
      <Button type="submit" variant="outline" size="large" aria-disabled={openSession.isPending}>
        {openSession.isPending && <Spinner />}
        {t(openSession.isPending ? 'confirm.working' : 'code.submit')}
      </Button>
    </form>
  );
}
