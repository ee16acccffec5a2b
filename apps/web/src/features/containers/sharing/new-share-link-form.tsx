import type { CreatedShareLink } from '@spawner/contracts';
import { Link2 } from 'lucide-react';
import { type SubmitEvent, useId, useState } from 'react';
import { ProblemAlert } from '../../../components/problem-alert.js';
import { Button } from '../../../components/ui/button.js';
import { Input } from '../../../components/ui/input.js';
import { Spinner } from '../../../components/ui/spinner.js';
import { useTranslation } from '../../../i18n/i18n.js';
import { useCreateShareLink } from './share-links.query.js';

const LIFETIMES = [
  { hours: 1, text: 'share.hour' },
  { hours: 24, text: 'share.day' },
  { hours: 168, text: 'share.week' },
  { hours: 720, text: 'share.month' },
] as const;

interface NewShareLinkFormProps {
  type: string;
  onCreated: (created: CreatedShareLink) => void;
}

export function NewShareLinkForm({ type, onCreated }: NewShareLinkFormProps) {
  const { t } = useTranslation();
  const [label, setLabel] = useState('');
  const [hours, setHours] = useState<number>(24);
  const create = useCreateShareLink(type);
  const id = useId();

  const submit = (event: SubmitEvent<HTMLFormElement>) => {
    event.preventDefault();
    if (create.isPending) return;
    const wish = { expires_in_hours: hours, ...(label.trim() && { label }) };
    create.mutate(wish, {
      onSuccess: (created) => {
        onCreated(created);
        setLabel('');
      },
    });
  };

  return (
    <form onSubmit={submit} className="grid gap-4">
      <div className="grid gap-4 sm:grid-cols-[1fr_auto]">
        <div className="grid gap-2">
          <label htmlFor={`${id}-label`} className="text-sm font-medium">
            {t('share.label')}
          </label>
          <Input
            id={`${id}-label`}
            placeholder={t('share.labelPlaceholder')}
            autoComplete="off"
            maxLength={60}
            value={label}
            onChange={(event) => setLabel(event.target.value)}
          />
        </div>
        <div className="grid gap-2">
          <label htmlFor={`${id}-hours`} className="text-sm font-medium">
            {t('share.expiry')}
          </label>
          <select
            id={`${id}-hours`}
            value={hours}
            onChange={(event) => setHours(Number(event.target.value))}
            className="focus-ring h-11 rounded-lg border border-input bg-card px-3 text-base shadow-xs md:text-sm"
          >
            {LIFETIMES.map((lifetime) => (
              <option key={lifetime.hours} value={lifetime.hours}>
                {t(lifetime.text)}
              </option>
            ))}
          </select>
        </div>
      </div>
      {create.isError && <ProblemAlert error={create.error} />}
      <Button type="submit" className="justify-self-start" aria-disabled={create.isPending}>
        {create.isPending ? <Spinner /> : <Link2 aria-hidden />}
        {t(create.isPending ? 'share.creating' : 'share.create')}
      </Button>
    </form>
  );
}
