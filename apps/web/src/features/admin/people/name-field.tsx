import type { PersonDetail } from '@spawner/contracts';
import { useState } from 'react';
import { ProblemAlert } from '../../../components/problem-alert.js';
import { Button } from '../../../components/ui/button.js';
import { Input } from '../../../components/ui/input.js';
import { callAdmin } from '../../../lib/admin-api.js';
import { EditButton } from './edit-button.js';
import { usePersonAct } from './people.query.js';
import { usePeopleTexts } from './texts/use-people-texts.js';

/** The display name, and a field in its place while it is changed. */
export function NameField({ person }: { person: PersonDetail }) {
  const text = usePeopleTexts();
  const [typed, setTyped] = useState<string | null>(null);
  const change = usePersonAct((name: string) =>
    callAdmin('changePerson', {
      params: { id: String(person.id) },
      body: { version: person.version, display_name: name.trim() === '' ? null : name.trim() },
    }),
  );
  if (typed === null)
    return (
      <span className="flex items-start gap-1">
        <span className="min-w-0 wrap-anywhere">
          {person.display_name ?? <span className="text-muted-foreground">{text('noName')}</span>}
        </span>
        {person.deleted_at === null && (
          <EditButton label={text('editName')} onClick={() => setTyped(person.display_name ?? '')} />
        )}
      </span>
    );
  return (
    <form
      className="grid gap-2"
      onSubmit={(event) => {
        event.preventDefault();
        if (!change.isPending) change.mutate(typed, { onSuccess: () => setTyped(null) });
      }}
    >
      <Input
        aria-label={text('name')}
        autoFocus
        maxLength={80}
        className="md:h-9"
        value={typed}
        onChange={({ target }) => setTyped(target.value)}
      />
      <span className="flex flex-wrap gap-2">
        <Button type="submit" size="compact" aria-disabled={change.isPending}>
          {text('saveName')}
        </Button>
        <Button variant="ghost" size="compact" onClick={() => setTyped(null)}>
          {text('cancel')}
        </Button>
      </span>
      {change.isError && <ProblemAlert error={change.error} />}
    </form>
  );
}
