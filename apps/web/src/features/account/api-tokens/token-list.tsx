import type { CreatedApiToken, Role } from '@spawner/contracts';
import { useState } from 'react';
import { Loading } from '../../../components/loading.js';
import { ProblemAlert } from '../../../components/problem-alert.js';
import { Section } from '../../../components/section.js';
import { ShownOnce } from '../../../components/shown-once.js';
import { Card } from '../../../components/ui/card.js';
import { useTranslation } from '../../../i18n/i18n.js';
import { NewTokenForm } from './new-token-form.js';
import { TokenRow } from './token-row.js';
import { useRevokeToken, useTokens } from './tokens.query.js';

export function TokenList({ role }: { role: Role }) {
  const { t } = useTranslation();
  const { data: tokens, error } = useTokens();
  const revoke = useRevokeToken();
  const [fresh, setFresh] = useState<CreatedApiToken | null>(null);
  return (
    <Section title={t('tokens.title')} text={t('tokens.text')}>
      {revoke.isError && <ProblemAlert error={revoke.error} />}
      {fresh && (
        <ShownOnce
          key={fresh.details.id}
          title={t('tokens.onceTitle', { name: fresh.details.name })}
          text={t('tokens.onceText')}
          secret={fresh.token}
          copy={t('tokens.copy')}
        />
      )}
      {!tokens && <Loading error={error} />}
      {tokens && (
        <Card>
          {tokens.length === 0 ? (
            <p className="px-4 py-4 text-sm text-muted-foreground sm:px-5">{t('tokens.empty')}</p>
          ) : (
            <ul className="divide-y" aria-label={t('tokens.title')}>
              {tokens.map((token) => (
                <TokenRow
                  key={token.id}
                  token={token}
                  onRevoke={() => {
                    if (fresh?.details.id === token.id) setFresh(null);
                    revoke.mutate(token.id);
                  }}
                />
              ))}
            </ul>
          )}
          <NewTokenForm role={role} onCreated={setFresh} />
        </Card>
      )}
    </Section>
  );
}
