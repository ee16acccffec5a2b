import type { User } from '@spawner/contracts';
import { languages } from '@spawner/contracts/values';
import { type SubmitEvent, useId, useState } from 'react';
import { ProblemAlert } from '../../../components/problem-alert.js';
import { Section } from '../../../components/section.js';
import { Button } from '../../../components/ui/button.js';
import { Card } from '../../../components/ui/card.js';
import { Input } from '../../../components/ui/input.js';
import { Select } from '../../../components/ui/select.js';
import { Spinner } from '../../../components/ui/spinner.js';
import { languageNames } from '../../../i18n/language.js';
import { useChangeMe } from './own-account.query.js';
import { useOwnAccountTexts } from './texts/use-own-account-texts.js';

interface ProfileFormProps {
  readonly user: User;
  readonly onChanged: (user: User) => void;
}

/** The name that others read, and the language of mails. */
export function ProfileForm({ user, onChanged }: ProfileFormProps) {
  const text = useOwnAccountTexts();
  const [name, setName] = useState(user.display_name ?? '');
  const [language, setLanguage] = useState(user.language ?? '');
  const change = useChangeMe();
  const [nameId, languageId] = [useId(), useId()];

  const submit = (event: SubmitEvent<HTMLFormElement>) => {
    event.preventDefault();
    if (change.isPending) return;
    const chosen = languages.find((each) => each === language) ?? null;
    change.mutate({ display_name: name.trim() === '' ? null : name, language: chosen }, { onSuccess: onChanged });
  };

  return (
    <Section title={text('profile.title')} text={text('profile.text')}>
      <Card>
        <form onSubmit={submit} noValidate className="grid gap-4 px-4 py-4 sm:px-5">
          <div className="grid gap-4 sm:grid-cols-[1fr_auto]">
            <div className="grid gap-2">
              <label htmlFor={nameId} className="text-sm font-medium">
                {text('profile.name')}
              </label>
              <Input
                id={nameId}
                value={name}
                placeholder={user.email ?? undefined}
                autoComplete="name"
                maxLength={80}
                onChange={(event) => {
                  setName(event.target.value);
                  change.reset();
                }}
              />
            </div>
            <div className="grid content-start gap-2">
              <label htmlFor={languageId} className="text-sm font-medium">
                {text('profile.language')}
              </label>
              <Select
                id={languageId}
                value={language}
                onChange={(event) => {
                  setLanguage(event.target.value);
                  change.reset();
                }}
              >
                <option value="">{text('profile.both')}</option>
                {languages.map((each) => (
                  <option key={each} value={each} lang={each}>
                    {languageNames[each]}
                  </option>
                ))}
              </Select>
            </div>
          </div>
          {change.isError && <ProblemAlert error={change.error} />}
          <div className="flex flex-wrap items-center gap-3">
            <Button type="submit" aria-disabled={change.isPending}>
              {change.isPending && <Spinner />}
              {text('profile.save')}
            </Button>
            <p role="status" className="text-sm text-muted-foreground">
              {change.isSuccess && text('profile.saved')}
            </p>
          </div>
        </form>
      </Card>
    </Section>
  );
}
