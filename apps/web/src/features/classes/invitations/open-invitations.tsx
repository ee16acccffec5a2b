import type { Class } from '@spawner/contracts';
import { ProblemAlert } from '../../../components/problem-alert.js';
import { Section } from '../../../components/section.js';
import { Badge } from '../../../components/ui/badge.js';
import { Button } from '../../../components/ui/button.js';
import { callAdmin } from '../../../lib/admin-api.js';
import { useClassAct } from '../classes.query.js';
import { useClassTexts } from '../texts/use-class-texts.js';
import { useClassInvitations } from './invitations.query.js';

/** Who has been invited and has not come yet; nothing where there is nobody. */
export function OpenInvitations({ of }: { of: Class }) {
  const text = useClassTexts();
  const { data: invitations = [] } = useClassInvitations(of.id);
  const revoke = useClassAct((id: string) =>
    callAdmin('revokeClassInvitation', { params: { id: String(of.id), invitation_id: id } }),
  );
  if (invitations.length === 0) return null;
  return (
    <Section title={text('invite.open')} text={text('invite.openText')}>
      <ul className="divide-y rounded-2xl border bg-card text-sm shadow-card">
        {invitations.map(({ id, email, name, state }) => (
          <li key={id} className="flex flex-wrap items-center gap-x-4 gap-y-1 px-4 py-2">
            <span className="grid min-w-0 flex-1">
              <span className="font-medium wrap-anywhere">{name ?? email}</span>
              {name !== null && <span className="text-xs wrap-anywhere text-muted-foreground">{email}</span>}
            </span>
            <Badge tone={state === 'bounced' || state === 'expired' ? 'danger' : 'neutral'}>
              {text(`invite.states.${state}`)}
            </Badge>
            <Button
              variant="ghost"
              size="compact"
              aria-label={text('invite.revokeOf', { email })}
              aria-disabled={revoke.isPending}
              onClick={() => !revoke.isPending && revoke.mutate(id)}
            >
              {text('invite.revoke')}
            </Button>
          </li>
        ))}
      </ul>
      {revoke.isError && <ProblemAlert error={revoke.error} />}
    </Section>
  );
}
