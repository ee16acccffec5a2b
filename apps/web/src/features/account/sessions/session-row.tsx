import type { OpenSession } from '@spawner/contracts';
import { Monitor, Smartphone, SquareTerminal } from 'lucide-react';
import { TimeAgo } from '../../../components/time-ago.js';
import { Badge } from '../../../components/ui/badge.js';
import { Button } from '../../../components/ui/button.js';
import { Whereabouts } from '../../../components/whereabouts.js';
import { useTranslation } from '../../../i18n/i18n.js';

const pocketSystems: ReadonlySet<string | null> = new Set(['iOS', 'Android']);

interface SessionRowProps {
  session: OpenSession;
  onEnd: () => void;
  isEnding: boolean;
}

export function SessionRow({ session, onEnd, isEnding }: SessionRowProps) {
  const { t } = useTranslation();
  const { kind, current, system, ip, last_seen: lastSeen } = session;
  const Icon = kind === 'client' ? SquareTerminal : pocketSystems.has(system) ? Smartphone : Monitor;
  const name = `session-${session.id}`;
  return (
    <li className="flex flex-wrap items-center gap-x-4 gap-y-2 px-4 py-3 sm:px-5">
      <Icon className="size-5 shrink-0 text-muted-foreground" aria-hidden />
      <div className="grid min-w-0 flex-1 basis-52 gap-0.5">
        <p id={name} className="flex flex-wrap items-center gap-2 text-sm font-medium">
          {kind === 'client' ? t('sessions.client') : <Whereabouts {...session} />}
          {current && <Badge tone="success">{t('sessions.current')}</Badge>}
        </p>
        <p className="flex flex-wrap gap-x-3 text-xs text-muted-foreground">
          <span className="font-mono wrap-anywhere">{ip ?? '–'}</span>
          <span>
            {t('sessions.seen')} <TimeAgo at={lastSeen} />
          </span>
          <span>
            {t('sessions.opened')} <TimeAgo at={session.created_at} />
          </span>
        </p>
      </div>
      {!current && (
        <Button variant="outline" size="compact" aria-describedby={name} onClick={onEnd} aria-disabled={isEnding}>
          {t('sessions.end')}
        </Button>
      )}
    </li>
  );
}
