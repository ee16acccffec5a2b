import { lazy, Suspense } from 'react';
import { PageTitle } from '../../components/page-title.js';
import { useMe } from '../../features/auth/me.query.js';
import { ContainerList } from '../../features/containers/card/container-list.js';
import { IsolationBanner } from '../../features/info/isolation-banner.js';
import { useTranslation } from '../../i18n/i18n.js';

const WeaknessesNotice = lazy(async () => ({
  default: (await import('../../features/admin/weaknesses-notice.js')).WeaknessesNotice,
}));

export function DashboardPage() {
  const { t } = useTranslation();
  const { data: user } = useMe();
  return (
    <div className="grid gap-8">
      <PageTitle>{t('dashboard.title')}</PageTitle>
      <div className="grid gap-1.5">
        <h1 className="text-3xl font-semibold tracking-tight wrap-anywhere">
          {user && t('dashboard.greeting', { name: user.display_name ?? user.slug })}
        </h1>
        <p className="text-muted-foreground">{t('dashboard.text')}</p>
      </div>
      <IsolationBanner />
      {user?.is_admin && (
        <Suspense>
          <WeaknessesNotice />
        </Suspense>
      )}
      <ContainerList />
    </div>
  );
}
