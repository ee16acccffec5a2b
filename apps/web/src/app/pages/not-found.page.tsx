import { pages } from '@spawner/contracts/values';
import { Compass } from 'lucide-react';
import { Link } from 'react-router';
import { Notice } from '../../components/notice.js';
import { PageTitle } from '../../components/page-title.js';
import { buttonLook } from '../../components/ui/button.js';
import { useTranslation } from '../../i18n/i18n.js';
import { PlainLayout } from '../layouts/plain.layout.js';

export const NotFoundPage = () => (
  <PlainLayout>
    <NotFoundNotice />
  </PlainLayout>
);

export function NotFoundNotice() {
  const { t } = useTranslation();
  return (
    <>
      <PageTitle>{t('notFound.title')}</PageTitle>
      <Notice icon={Compass} level={1} title={t('notFound.title')} text={t('notFound.text')}>
        <Link to={pages.home} className={buttonLook({ size: 'large' })}>
          {t('common.toStart')}
        </Link>
      </Notice>
    </>
  );
}
