import type { OutboxMail } from '@spawner/contracts';
import { clsx } from 'clsx';
import { ExternalLink } from 'lucide-react';
import { useId } from 'react';
import { TimeAgo } from '../../components/time-ago.js';
import { buttonLook } from '../../components/ui/button.js';
import { Card } from '../../components/ui/card.js';
import { useTranslation } from '../../i18n/i18n.js';

export function MailCard({ mail }: { mail: OutboxMail }) {
  const { t } = useTranslation();
  const heading = useId();
  return (
    <Card className="animate-enter" as="article" aria-labelledby={heading}>
      <header className="grid gap-1 border-b px-5 py-4">
        <div className="flex items-baseline justify-between gap-4">
          <h2 id={heading} className="font-semibold tracking-tight wrap-anywhere">
            {mail.subject}
          </h2>
          <TimeAgo at={mail.at} className="shrink-0 text-sm text-muted-foreground" />
        </div>
        <p className="text-sm wrap-anywhere text-muted-foreground">
          {t('outbox.to')}: <span className="text-foreground">{mail.to}</span>
        </p>
      </header>
      <div className="grid gap-4 px-5 py-4">
        <p className="text-sm leading-relaxed wrap-anywhere whitespace-pre-line text-muted-foreground">{mail.text}</p>
        {mail.link && (
          <a href={mail.link} className={clsx(buttonLook({ size: 'large' }), 'justify-self-start')}>
            <ExternalLink aria-hidden />
            {t('outbox.openLink')}
          </a>
        )}
      </div>
    </Card>
  );
}
