import { type SubmitEvent, useRef, useState } from 'react';
import { flushSync } from 'react-dom';
import { CodeField, isCode } from '../../../components/code-field.js';
import { ProblemAlert } from '../../../components/problem-alert.js';
import { Button } from '../../../components/ui/button.js';
import { Spinner } from '../../../components/ui/spinner.js';
import { focusFirstError } from '../../../lib/focus-first-error.js';
import { useOpenSession } from '../open-session.mutation.js';
import { keepClassCode, keptClassCode } from './kept-class-code.js';
import { OwnDevice } from './own-device.js';
import { useCardTexts } from './texts/use-card-texts.js';

/** Both codes of a login card. The one of the class stays on this computer: the next child types the own one only. */
export function CodesForm({ onEntered }: { onEntered: () => void }) {
  const text = useCardTexts();
  const [kept] = useState(keptClassCode);
  const [classCode, setClassCode] = useState(kept);
  const [code, setCode] = useState('');
  const [ownDevice, setOwnDevice] = useState(false);
  const [complains, setComplains] = useState(false);
  const own = useRef<HTMLInputElement>(null);
  const openSession = useOpenSession();
  const errorOf = (typed: string) => (complains && !isCode(typed) ? text('codes.short') : null);
  const change = (set: (typed: string) => void) => (typed: string) => {
    set(typed);
    setComplains(false);
    if (!openSession.isPending) openSession.reset();
  };

  const submit = (event: SubmitEvent<HTMLFormElement>) => {
    event.preventDefault();
    if (openSession.isPending) return;
    if (!isCode(classCode) || !isCode(code)) {
      flushSync(() => setComplains(true));
      focusFirstError(event.currentTarget);
      return;
    }
    openSession.mutate(
      { class_code: classCode, code, own_device: ownDevice },
      {
        onSuccess: () => {
          keepClassCode(classCode);
          onEntered();
        },
      },
    );
  };
  return (
    <form onSubmit={submit} noValidate className="grid gap-5">
      <CodeField
        label={text('codes.classCode')}
        error={errorOf(classCode)}
        autoFocus={kept === ''}
        value={classCode}
        onCode={change(setClassCode)}
        onFull={() => own.current?.focus()}
      />
      <CodeField
        ref={own}
        label={text('codes.code')}
        error={errorOf(code)}
        autoFocus={kept !== ''}
        value={code}
        onCode={change(setCode)}
      />
      <OwnDevice checked={ownDevice} onChange={setOwnDevice} />
      {openSession.isError && <ProblemAlert error={openSession.error} />}
      <Button type="submit" size="large" className="h-14 text-lg!" aria-disabled={openSession.isPending}>
        {openSession.isPending && <Spinner />}
        {text(openSession.isPending ? 'codes.working' : 'codes.submit')}
      </Button>
    </form>
  );
}
