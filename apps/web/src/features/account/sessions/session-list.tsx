import { LogOut } from 'lucide-react';
import { useState } from 'react';
import { Loading } from '../../../components/loading.js';
import { ProblemAlert } from '../../../components/problem-alert.js';
import { Section } from '../../../components/section.js';
import { Button } from '../../../components/ui/button.js';
import { Card } from '../../../components/ui/card.js';
import { ConfirmDialog } from '../../../components/ui/confirm-dialog.js';
import { useTranslation } from '../../../i18n/i18n.js';
import { SessionRow } from './session-row.js';
import { useEndSession, useLogoutEverywhere, useSessions } from './sessions.query.js';

/** The sessions of the user, and how to end them. */
export function SessionList({ onLoggedOut }: { onLoggedOut: () => void }) {
  const { t } = useTranslation();
  const { data: sessions, error } = useSessions();
  const end = useEndSession();
  const everywhere = useLogoutEverywhere();
  const [asks, setAsks] = useState(false);
  const problem = end.error ?? everywhere.error;
  return (
    <Section
      title={t('sessions.title')}
      text={t('sessions.text')}
      corner={
        <Button variant="outline" onClick={() => setAsks(true)} aria-disabled={everywhere.isPending}>
          <LogOut aria-hidden />
          {t('sessions.everywhere')}
        </Button>
      }
    >
      {problem && <ProblemAlert error={problem} />}
      {sessions ? (
        <Card>
          <ul className="divide-y" aria-label={t('sessions.title')}>
            {sessions.map((session) => (
              <SessionRow
                key={session.id}
                session={session}
                onEnd={() => end.mutate(session.id)}
                isEnding={end.isPending && end.variables === session.id}
              />
            ))}
          </ul>
        </Card>
      ) : (
        <Loading error={error} />
      )}
      {asks && (
        <ConfirmDialog
          title={t('sessions.everywhereTitle')}
          text={t('sessions.everywhereText')}
          confirm={t('sessions.everywhere')}
          cancel={t('action.cancel')}
          onConfirm={() => everywhere.mutate(undefined, { onSuccess: onLoggedOut })}
          onClose={() => setAsks(false)}
        />
      )}
    </Section>
  );
}
