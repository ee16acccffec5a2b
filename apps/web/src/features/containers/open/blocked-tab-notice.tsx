import { Alert } from '../../../components/ui/alert.js';
import { useTranslation } from '../../../i18n/i18n.js';

/** The service runs but its tab was blocked. Browsers do not block a link that is clicked. */
export function BlockedTabNotice({ name, url }: { name: string; url: string }) {
  const { t } = useTranslation();
  return (
    <Alert tone="warning" role="alert" className="animate-enter">
      <p>{t('container.blocked')}</p>
      <a
        href={url}
        target="_blank"
        rel="noopener"
        className="focus-ring inline-flex min-h-11 items-center justify-self-start rounded-md font-medium text-primary underline underline-offset-4 md:min-h-0"
      >
        {t('container.blockedLink', { name })}
      </a>
    </Alert>
  );
}
