import { type AddressFault, readAddress } from '@spawner/contracts/values';
import { type SubmitEvent, useEffect, useRef, useState } from 'react';
import { flushSync } from 'react-dom';
import { ProblemAlert } from '../../components/problem-alert.js';
import { Button } from '../../components/ui/button.js';
import { Field } from '../../components/ui/field.js';
import { Spinner } from '../../components/ui/spinner.js';
import { useTranslation } from '../../i18n/i18n.js';
import { focusFirstError } from '../../lib/focus-first-error.js';
import { ApiProblem, hasCode } from '../../lib/problem.js';
import { type LinkPurpose, type LinkRequest, useRequestLink } from './request-link.mutation.js';

interface EmailFormProps {
  purpose: LinkPurpose;
  /** To be corrected. */
  typed: string | undefined;
  needsSetupCode: boolean;
  onSent: (request: LinkRequest, mailId: string) => void;
}

export function EmailForm({ purpose, typed = '', needsSetupCode, onSent }: EmailFormProps) {
  const { t } = useTranslation();
  const form = useRef<HTMLFormElement>(null);
  const [email, setEmail] = useState(typed);
  const [setupCode, setSetupCode] = useState('');
  const [complaint, setComplaint] = useState<'missing' | AddressFault | null>(null);
  const [codeMissing, setCodeMissing] = useState(false);
  const request = useRequestLink(purpose);
  /** A second click may come before the first is drawn, or before the next page is there. */
  const isBegun = useRef(false);
  const codeProblem = refusedCode(request.error);
  useEffect(() => {
    if (codeProblem && form.current) focusFirstError(form.current);
  }, [codeProblem]);

  const submit = (event: SubmitEvent<HTMLFormElement>) => {
    event.preventDefault();
    if (isBegun.current) return;
    const address = readAddress(email);
    const lacksCode = needsSetupCode && setupCode.trim() === '';
    if (address.fault || lacksCode) {
      flushSync(() => {
        setComplaint(email.trim() === '' ? 'missing' : address.fault);
        setCodeMissing(lacksCode);
      });
      focusFirstError(event.currentTarget);
      return;
    }
    const wish = { email: address.email, ...(needsSetupCode && { setupCode: setupCode.trim() }) };
    isBegun.current = true;
    request.mutate(wish, {
      onSuccess: ({ mail_id: mailId }) => onSent(wish, mailId),
      onError: () => {
        isBegun.current = false;
      },
    });
  };

  return (
    <form ref={form} onSubmit={submit} noValidate className="grid gap-3">
      <Field
        label={t('email.label')}
        error={complaint && t(`email.${complaint}`)}
        type="email"
        name="email"
        autoComplete="email"
        autoCapitalize="none"
        spellCheck={false}
        autoFocus
        required
        placeholder={t('email.placeholder')}
        value={email}
        onChange={(event) => {
          setEmail(event.target.value);
          setComplaint(null);
        }}
      />
      {needsSetupCode && (
        <Field
          label={t('setup.code')}
          error={codeMissing ? t('setup.codeMissing') : codeProblem}
          name="setup-code"
          autoComplete="off"
          autoCapitalize="characters"
          spellCheck={false}
          required
          placeholder="K7QM-9X2P"
          maxLength={40}
          className="font-mono tracking-widest"
          value={setupCode}
          onChange={(event) => {
            setSetupCode(event.target.value);
            setCodeMissing(false);
            if (codeProblem) request.reset();
          }}
        />
      )}
      {request.isError && !(needsSetupCode && codeProblem) && <ProblemAlert error={request.error} />}
      <Button type="submit" size="large" aria-disabled={request.isPending}>
        {request.isPending && <Spinner />}
        {t(request.isPending ? 'email.sending' : 'email.submit')}
      </Button>
    </form>
  );
}

/** What the API says of the setup code, for its field. */
const refusedCode = (error: unknown): string | null =>
  error instanceof ApiProblem && (hasCode(error, 'setup_code_needed') || hasCode(error, 'setup_code_wrong'))
    ? error.problem.title
    : null;
