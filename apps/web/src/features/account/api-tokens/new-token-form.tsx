import type { ApiScope, CreatedApiToken, Role } from '@spawner/contracts';
import { apiScopes, roleOfScope } from '@spawner/contracts/values';
import { KeyRound } from 'lucide-react';
import { type SubmitEvent, useId, useState } from 'react';
import { flushSync } from 'react-dom';
import { ProblemAlert } from '../../../components/problem-alert.js';
import { Button } from '../../../components/ui/button.js';
import { Field } from '../../../components/ui/field.js';
import { Spinner } from '../../../components/ui/spinner.js';
import { useTranslation } from '../../../i18n/i18n.js';
import { focusFirstError } from '../../../lib/focus-first-error.js';
import { useCreateToken } from './tokens.query.js';

const LIFETIMES = [7, 30, 90, 365] as const;
const scopeTexts = {
  'containers:read': 'tokens.read',
  'containers:write': 'tokens.write',
  'classes:read': 'tokens.classesRead',
  'classes:write': 'tokens.classesWrite',
  'admin:read': 'tokens.adminRead',
  'admin:write': 'tokens.adminWrite',
} as const;

interface Props {
  readonly role: Role;
  readonly onCreated: (created: CreatedApiToken) => void;
}

export function NewTokenForm({ role, onCreated }: Props) {
  const { t } = useTranslation();
  const [name, setName] = useState('');
  const [scopes, setScopes] = useState<readonly ApiScope[]>(['containers:read']);
  const [days, setDays] = useState<number>(30);
  const [complains, setComplains] = useState(false);
  const create = useCreateToken();
  const lifetime = useId();
  const scopesError = useId();
  const offered = apiScopes.filter((scope) => {
    const needed = roleOfScope(scope);
    return needed === null || role === 'admin' || role === needed;
  });
  const nameMissing = name.trim() === '';
  const scopesMissing = scopes.length === 0;

  const submit = (event: SubmitEvent<HTMLFormElement>) => {
    event.preventDefault();
    if (create.isPending) return;
    const isIncomplete = nameMissing || scopesMissing;
    flushSync(() => setComplains(isIncomplete));
    if (isIncomplete) {
      focusFirstError(event.currentTarget);
      return;
    }
    const onSuccess = (created: CreatedApiToken) => {
      onCreated(created);
      setName('');
    };
    create.mutate({ name: name.trim(), scopes: [...scopes], expires_in_days: days }, { onSuccess });
  };

  return (
    <form onSubmit={submit} noValidate className="grid gap-4 border-t bg-muted/40 px-4 py-4 last:rounded-b-2xl sm:px-5">
      <div className="grid gap-x-4 gap-y-1 sm:grid-cols-[1fr_auto]">
        <Field
          label={t('tokens.name')}
          error={complains && nameMissing ? t('tokens.nameMissing') : null}
          placeholder={t('tokens.namePlaceholder')}
          autoComplete="off"
          maxLength={60}
          value={name}
          onChange={(event) => setName(event.target.value)}
        />
        <div className="grid content-start gap-2">
          <label htmlFor={lifetime} className="text-sm font-medium">
            {t('tokens.expiry')}
          </label>
          <select
            id={lifetime}
            value={days}
            onChange={(event) => setDays(Number(event.target.value))}
            className="focus-ring h-11 rounded-lg border border-input bg-card px-3 text-base shadow-xs md:text-sm"
          >
            {LIFETIMES.map((count) => (
              <option key={count} value={count}>
                {t('tokens.days', { days: count })}
              </option>
            ))}
          </select>
        </div>
      </div>
      <fieldset className="grid gap-1">
        <legend className="mb-1 text-sm font-medium">{t('tokens.scopes')}</legend>
        {offered.map((scope) => (
          <label key={scope} className="flex min-h-11 items-center gap-3 text-sm md:min-h-9">
            <input
              type="checkbox"
              aria-invalid={complains && scopesMissing}
              aria-describedby={scopesError}
              checked={scopes.includes(scope)}
              onChange={({ target: { checked } }) =>
                setScopes(checked ? [...scopes, scope] : scopes.filter((other) => other !== scope))
              }
              className="focus-ring size-4 shrink-0 accent-primary"
            />
            <span>
              {t(scopeTexts[scope])} <code className="font-mono text-xs text-muted-foreground">{scope}</code>
            </span>
          </label>
        ))}
        <p id={scopesError} className="text-sm text-danger">
          {complains && scopesMissing && t('tokens.scopesMissing')}
        </p>
      </fieldset>
      {create.isError && <ProblemAlert error={create.error} />}
      <Button type="submit" className="justify-self-start" aria-disabled={create.isPending}>
        {create.isPending ? <Spinner /> : <KeyRound aria-hidden />}
        {t(create.isPending ? 'tokens.creating' : 'tokens.create')}
      </Button>
    </form>
  );
}
