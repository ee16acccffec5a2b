import type { ApiToken } from '@spawner/contracts';
import { KeyRound } from 'lucide-react';
import { useState } from 'react';
import { TimeAgo } from '../../../components/time-ago.js';
import { Badge } from '../../../components/ui/badge.js';
import { Button } from '../../../components/ui/button.js';
import { ConfirmDialog } from '../../../components/ui/confirm-dialog.js';
import { useTranslation } from '../../../i18n/i18n.js';
import { useNow } from '../../../lib/use-now.js';

export function TokenRow({ token, onRevoke }: { token: ApiToken; onRevoke: () => void }) {
  const { t } = useTranslation();
  const [asks, setAsks] = useState(false);
  const hasEnded = Date.parse(token.expires_at) <= useNow(20_000);
  const name = `token-${token.id}`;
  return (
    <li className="flex flex-wrap items-center gap-x-4 gap-y-2 px-4 py-3 sm:px-5">
      <KeyRound className="size-5 shrink-0 text-muted-foreground" aria-hidden />
      <div className="grid min-w-0 flex-1 basis-52 gap-1">
        <p id={name} className="flex flex-wrap items-center gap-2 text-sm font-medium wrap-anywhere">
          {token.name}
          {token.scopes.map((scope) => (
            <Badge key={scope} tone="neutral" className="font-mono">
              {scope}
            </Badge>
          ))}
        </p>
        <p className="flex flex-wrap gap-x-3 text-xs text-muted-foreground">
          <span className={hasEnded ? 'text-danger' : undefined}>
            {t(hasEnded ? 'tokens.expired' : 'tokens.expires')} <TimeAgo at={token.expires_at} />
          </span>
          <span>
            {t('tokens.used')} {token.last_used ? <TimeAgo at={token.last_used} /> : t('tokens.never')}
            {token.last_used_ip && <span className="font-mono"> ({token.last_used_ip})</span>}
          </span>
        </p>
      </div>
      <Button variant="outline" size="compact" aria-describedby={name} onClick={() => setAsks(true)}>
        {t('tokens.revoke')}
      </Button>
      {asks && (
        <ConfirmDialog
          title={t('tokens.revokeTitle', { name: token.name })}
          text={t('tokens.revokeText')}
          confirm={t('tokens.revoke')}
          cancel={t('action.cancel')}
          onConfirm={onRevoke}
          onClose={() => setAsks(false)}
        />
      )}
    </li>
  );
}
