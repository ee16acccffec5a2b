import type { PersonDetail } from '@spawner/contracts';
import { LogOut } from 'lucide-react';
import { useState } from 'react';
import { ProblemAlert } from '../../../components/problem-alert.js';
import { TimeAgo } from '../../../components/time-ago.js';
import { Button } from '../../../components/ui/button.js';
import { ConfirmDialog } from '../../../components/ui/confirm-dialog.js';
import { Whereabouts } from '../../../components/whereabouts.js';
import { callAdmin } from '../../../lib/admin-api.js';
import { nameOf } from '../../../lib/name-of.js';
import { usePersonAct } from './people.query.js';
import { usePeopleTexts } from './texts/use-people-texts.js';

/** Where somebody is logged in, and what else opens their things. */
export function LoginTab({ person }: { person: PersonDetail }) {
  const text = usePeopleTexts();
  const [asked, ask] = useState(false);
  const logout = usePersonAct(() => callAdmin('logoutPerson', { params: { id: String(person.id) } }));
  return (
    <div className="grid gap-6">
      <section className="grid gap-3" aria-labelledby="sessions">
        <div className="flex flex-wrap items-end justify-between gap-3">
          <div>
            <h2 id="sessions" className="text-lg font-semibold tracking-tight">
              {text('sessions')}
            </h2>
            <p className="text-sm text-muted-foreground">{text('sessionsText')}</p>
          </div>
          {person.sessions.length > 0 && (
            <Button variant="outline" size="compact" onClick={() => ask(true)} aria-disabled={logout.isPending}>
              <LogOut aria-hidden />
              {text('logout')}
            </Button>
          )}
        </div>
        {logout.isError && <ProblemAlert error={logout.error} />}
        {person.sessions.length === 0 ? (
          <p className="text-sm text-muted-foreground">{text('noSessions')}</p>
        ) : (
          <ul className="divide-y rounded-2xl border bg-card text-sm shadow-card">
            {person.sessions.map(({ id, kind, browser, system, ip, last_seen: seen }) => (
              <li key={id} className="flex flex-wrap items-baseline justify-between gap-x-4 gap-y-1 px-4 py-3">
                <span className="font-medium">
                  {kind === 'client' ? text('program') : <Whereabouts browser={browser} system={system} />}
                </span>
                <span className="flex flex-wrap gap-x-3 text-xs text-muted-foreground">
                  <span className="font-mono wrap-anywhere">{ip ?? '–'}</span>
                  <TimeAgo at={seen} />
                </span>
              </li>
            ))}
          </ul>
        )}
      </section>
      <dl className="flex flex-wrap gap-x-8 gap-y-2 text-sm">
        <Count name={text('tokens')} count={person.api_tokens} />
        <Count name={text('shares')} count={person.share_links} />
      </dl>
      {asked && (
        <ConfirmDialog
          title={text('logoutTitle', { name: nameOf(person) })}
          text={text('logoutText')}
          confirm={text('logout')}
          cancel={text('cancel')}
          onConfirm={() => logout.mutate(undefined)}
          onClose={() => ask(false)}
        />
      )}
    </div>
  );
}

const Count = ({ name, count }: { name: string; count: number }) => (
  <div className="flex gap-2">
    <dt className="text-muted-foreground">{name}</dt>
    <dd className="font-medium tabular-nums">{count}</dd>
  </div>
);
