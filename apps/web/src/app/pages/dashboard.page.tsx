import { pages } from '@spawner/contracts/values';
import { lazy, Suspense } from 'react';
import { Link } from 'react-router';
import { PageTitle } from '../../components/page-title.js';
import { useMe } from '../../features/auth/me.query.js';
import { ContainerList } from '../../features/containers/card/container-list.js';
import { IsolationBanner } from '../../features/info/isolation-banner.js';
import { useClassEvents, useOwnClasses } from '../../features/own-classes/own-classes.query.js';
import { useTranslation } from '../../i18n/i18n.js';

const WeaknessesNotice = lazy(async () => ({
  default: (await import('../../features/admin/weaknesses-notice.js')).WeaknessesNotice,
}));
// Many dashboards are those of nobody's class.
const OwnClassList = lazy(async () => ({
  default: (await import('../../features/own-classes/own-class-list.js')).OwnClassList,
}));

export function DashboardPage() {
  const { t } = useTranslation();
  const { data: user } = useMe();
  const { data: classes = [] } = useOwnClasses();
  const classEvents = useClassEvents();
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
      {classes.length > 0 && (
        <Suspense>
          <OwnClassList classes={classes} />
        </Suspense>
      )}
      <ContainerList also={classEvents} />
      {user?.class_account === false && (
        <Link
          to={pages.join}
          className="focus-ring w-fit rounded-sm py-0.5 text-sm text-muted-foreground underline-offset-4 hover:text-foreground hover:underline"
        >
          {t('dashboard.join')}
        </Link>
      )}
    </div>
  );
}
