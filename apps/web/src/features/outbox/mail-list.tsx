import { MailOpen } from 'lucide-react';
import { Notice } from '../../components/notice.js';
import { ProblemAlert } from '../../components/problem-alert.js';
import { Card } from '../../components/ui/card.js';
import { Skeleton } from '../../components/ui/skeleton.js';
import { useTranslation } from '../../i18n/i18n.js';
import { MailCard } from './mail-card.js';
import { useOutbox } from './outbox.query.js';

export function MailList() {
  const { t } = useTranslation();
  const { data: mails, error } = useOutbox();

  if (mails?.length === 0) {
    return <Notice icon={MailOpen} title={t('outbox.emptyTitle')} text={t('outbox.emptyText')} />;
  }
  if (mails) {
    return (
      <ul className="grid gap-4" aria-label={t('outbox.list')} aria-live="polite">
        {mails.map((mail) => (
          <li key={mail.id} className="min-w-0">
            <MailCard mail={mail} />
          </li>
        ))}
      </ul>
    );
  }
  if (error) return <ProblemAlert error={error} />;
  return (
    <Card className="grid gap-3 p-5" role="status" aria-label={t('common.loading')}>
      <Skeleton className="h-6 w-1/2" />
      <Skeleton className="h-4 w-1/3" />
      <Skeleton className="h-24" />
    </Card>
  );
}
