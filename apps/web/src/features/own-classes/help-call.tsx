import type { OwnClass, OwnHelp } from '@spawner/contracts';
import { Hand } from 'lucide-react';
import { useId, useState } from 'react';
import { ProblemAlert } from '../../components/problem-alert.js';
import { Badge } from '../../components/ui/badge.js';
import { Button } from '../../components/ui/button.js';
import { Input } from '../../components/ui/input.js';
import { Spinner } from '../../components/ui/spinner.js';
import { useCallHelp, useWithdrawHelp } from './own-classes.query.js';
import { useOwnClassTexts } from './texts/use-own-class-texts.js';

const LONGEST = 200;

/** One click takes a place in the line; what it is about can be added while one waits. */
export function HelpCall({ own: { id, help }, teacher }: { own: OwnClass; teacher: string }) {
  const text = useOwnClassTexts();
  const call = useCallHelp(id);
  const withdraw = useWithdrawHelp();
  const error = call.error ?? withdraw.error;
  return (
    <>
      {help ? (
        <span className="flex flex-wrap items-center gap-2">
          <Badge tone="accent" role="status" className="py-1.5 text-sm">
            <Hand aria-hidden />
            {help.place === 1 ? text('help.next') : text('help.called', { place: help.place })}
          </Badge>
          <Button
            variant="ghost"
            size="compact"
            className="-ml-2.5"
            onClick={() => !withdraw.isPending && withdraw.mutate(id)}
            aria-disabled={withdraw.isPending}
          >
            {text('help.withdraw')}
          </Button>
        </span>
      ) : (
        <Button size="large" onClick={() => !call.isPending && call.mutate(null)} aria-disabled={call.isPending}>
          {call.isPending ? <Spinner /> : <Hand aria-hidden />}
          {text('help.call')}
        </Button>
      )}
      {help && (
        <About
          // The field starts anew with what is stored.
          key={help.text}
          help={help}
          teacher={teacher}
          busy={call.isPending}
          onTell={(about) => call.mutate(about)}
        />
      )}
      {error && (
        <div className="basis-full">
          <ProblemAlert error={error} />
        </div>
      )}
    </>
  );
}

interface AboutProps {
  help: OwnHelp;
  teacher: string;
  busy: boolean;
  onTell: (about: string) => void;
}

function About({ help, teacher, busy, onTell }: AboutProps) {
  const text = useOwnClassTexts();
  const [typed, setTyped] = useState(help.text ?? '');
  const [writes, setWrites] = useState(help.text === null);
  const field = useId();
  if (!writes)
    return (
      <p className="flex basis-full flex-wrap items-center gap-x-2 text-sm text-muted-foreground wrap-anywhere">
        {text('help.told', { teacher, text: help.text ?? '' })}
        <Button variant="ghost" size="compact" className="-ml-2.5" onClick={() => setWrites(true)}>
          {text('help.change')}
        </Button>
      </p>
    );
  return (
    <form
      className="flex basis-full flex-wrap items-end gap-2"
      onSubmit={(event) => {
        event.preventDefault();
        if (!busy && typed.trim() !== '') onTell(typed.trim());
      }}
    >
      <label htmlFor={field} className="grid min-w-0 flex-1 basis-56 gap-1 text-sm font-medium">
        {text('help.about')}
        <Input
          id={field}
          className="font-normal"
          maxLength={LONGEST}
          autoComplete="off"
          placeholder={text('help.aboutPlaceholder')}
          value={typed}
          onChange={({ target }) => setTyped(target.value)}
        />
      </label>
      <Button type="submit" variant="outline" aria-disabled={busy || typed.trim() === ''}>
        {text('help.tell')}
      </Button>
    </form>
  );
}
