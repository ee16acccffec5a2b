import { type AddressFault, readAddress } from '@spawner/contracts/values';
import { type SubmitEvent, useState } from 'react';
import { flushSync } from 'react-dom';
import { ProblemAlert } from '../../components/problem-alert.js';
import { Button } from '../../components/ui/button.js';
import { Field } from '../../components/ui/field.js';
import { Spinner } from '../../components/ui/spinner.js';
import { useTranslation } from '../../i18n/i18n.js';
import { focusFirstError } from '../../lib/focus-first-error.js';
import { type LinkPurpose, useRequestLink } from './request-link.mutation.js';

interface EmailFormProps {
  purpose: LinkPurpose;
  /** To be corrected. */
  typed: string | undefined;
  onSent: (email: string, mailId: string) => void;
}

export function EmailForm({ purpose, typed = '', onSent }: EmailFormProps) {
  const { t } = useTranslation();
  const [email, setEmail] = useState(typed);
  const [complaint, setComplaint] = useState<'missing' | AddressFault | null>(null);
  const request = useRequestLink(purpose);

  const submit = (event: SubmitEvent<HTMLFormElement>) => {
    event.preventDefault();
    if (request.isPending) return;
    const address = readAddress(email);
    if (address.fault) {
      flushSync(() => setComplaint(email.trim() === '' ? 'missing' : address.fault));
      focusFirstError(event.currentTarget);
      return;
    }
    request.mutate(address.email, { onSuccess: ({ mail_id: mailId }) => onSent(address.email, mailId) });
  };

  return (
    <form onSubmit={submit} noValidate className="grid gap-3">
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
      {request.isError && <ProblemAlert error={request.error} />}
      <Button type="submit" size="large" aria-disabled={request.isPending}>
        {request.isPending && <Spinner />}
        {t(request.isPending ? 'email.sending' : 'email.submit')}
      </Button>
    </form>
  );
}
