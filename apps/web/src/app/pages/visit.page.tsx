import { useSearchParams } from 'react-router';
import { PageTitle } from '../../components/page-title.js';
import { VisitQuestion } from '../../features/admin/visit-question.js';
import { useTranslation } from '../../i18n/i18n.js';

export function VisitPage() {
  const { t } = useTranslation();
  const [query] = useSearchParams();
  return (
    <>
      <PageTitle>{t('visit.open')}</PageTitle>
      <VisitQuestion to={query.get('to') ?? ''} state={query.get('state') ?? ''} />
    </>
  );
}
