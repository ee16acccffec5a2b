import { pages } from '@spawner/contracts/values';
import { ArrowLeft } from 'lucide-react';
import { Link } from 'react-router';
import { PageTitle } from '../../components/page-title.js';
import { buttonLook } from '../../components/ui/button.js';
import { MailList } from '../../features/outbox/mail-list.js';
import { useOutbox } from '../../features/outbox/outbox.query.js';
import { useTranslation } from '../../i18n/i18n.js';
import { useInfo } from '../../lib/info.query.js';
import { hasCode } from '../../lib/problem.js';
import { PlainLayout } from '../layouts/plain.layout.js';
import { NotFoundPage } from './not-found.page.js';

/** Shows the mails while no SMTP server is set; otherwise the page does not exist. */
export function OutboxPage() {
  const { t } = useTranslation();
  const { error } = useOutbox();
  if (useInfo()?.mail === 'smtp' || hasCode(error, 'not_found')) return <NotFoundPage />;
  return (
    <PlainLayout>
      <PageTitle>{t('outbox.title')}</PageTitle>
      <div className="mb-8 flex flex-wrap items-start justify-between gap-4">
        <div className="grid gap-1.5">
          <h1 className="text-3xl font-semibold tracking-tight">{t('outbox.title')}</h1>
          <p className="max-w-lg text-muted-foreground">{t('outbox.text')}</p>
        </div>
        <Link to={pages.home} className={buttonLook({ variant: 'outline' })}>
          <ArrowLeft aria-hidden />
          {t('common.toStart')}
        </Link>
      </div>
      <MailList />
    </PlainLayout>
  );
}
