import type { PersonRef } from '@spawner/contracts';
import { Search } from 'lucide-react';
import { useState } from 'react';
import { ProblemAlert } from '../../../components/problem-alert.js';
import { Button } from '../../../components/ui/button.js';
import { closeDialog, Dialog } from '../../../components/ui/dialog.js';
import { Input } from '../../../components/ui/input.js';
import { nameOf } from '../../../lib/name-of.js';
import { useSettled } from '../../../lib/use-settled.js';
import { useFoundPeople } from './limits.query.js';
import { useLimitRuleTexts } from './texts/use-limit-rule-texts.js';

const PAUSE_MS = 200;

interface PersonDialogProps {
  onChoose: (person: PersonRef) => void;
  onClose: () => void;
}

/** Finds the person for whom an exception is made. */
export function PersonDialog({ onChoose, onClose }: PersonDialogProps) {
  const text = useLimitRuleTexts();
  const [typed, setTyped] = useState('');
  const searched = useSettled(typed.trim(), PAUSE_MS);
  const { data: found, error } = useFoundPeople(searched);
  return (
    <Dialog title={text('person.title')} className="w-104" onClose={onClose}>
      <div className="mt-3 grid gap-3">
        <label className="grid gap-2 text-sm font-medium">
          {text('person.label')}
          <span className="relative font-normal">
            <Search
              className="pointer-events-none absolute top-1/2 left-3 size-4 -translate-y-1/2 text-muted-foreground"
              aria-hidden
            />
            <Input
              type="search"
              autoFocus
              maxLength={100}
              className="pl-9"
              value={typed}
              onChange={({ target }) => setTyped(target.value)}
            />
          </span>
        </label>
        {error ? <ProblemAlert error={error} /> : null}
        <div className="min-h-40">
          <p role="status" className="text-sm text-muted-foreground">
            {searched !== '' && found?.length === 0 && text('person.none')}
          </p>
          {searched !== '' && found && found.length > 0 && (
            <ul className="grid gap-1" aria-label={text('person.results')}>
              {found.map((person) => (
                <li key={person.id}>
                  <button
                    type="button"
                    className="focus-ring grid min-h-11 w-full content-center rounded-lg px-3 py-1.5 text-left text-sm transition-colors hover:bg-muted"
                    onClick={(event) => {
                      closeDialog(event);
                      onChoose({ id: person.id, name: nameOf(person) });
                    }}
                  >
                    <span className="font-medium wrap-anywhere">{nameOf(person)}</span>
                    {person.display_name && (
                      <span className="text-xs wrap-anywhere text-muted-foreground">{person.email}</span>
                    )}
                  </button>
                </li>
              ))}
            </ul>
          )}
        </div>
        <Button variant="outline" className="justify-self-end" onClick={closeDialog}>
          {text('person.cancel')}
        </Button>
      </div>
    </Dialog>
  );
}
