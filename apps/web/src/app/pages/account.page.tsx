import { useQueryClient } from '@tanstack/react-query';
import { PageTitle } from '../../components/page-title.js';
import { TokenList } from '../../features/account/api-tokens/token-list.js';
import { LimitList } from '../../features/account/limits/limit-list.js';
import { SessionList } from '../../features/account/sessions/session-list.js';
import { meQuery, useMe } from '../../features/auth/me.query.js';
import { useTranslation } from '../../i18n/i18n.js';

export function AccountPage() {
  const { t } = useTranslation();
  const { data: user } = useMe();
  const queryClient = useQueryClient();
  return (
    <div className="mx-auto grid max-w-3xl gap-10">
      <PageTitle>{t('account.title')}</PageTitle>
      <div className="grid gap-1.5">
        <h1 className="text-3xl font-semibold tracking-tight">{t('account.title')}</h1>
        <p className="text-muted-foreground wrap-anywhere">{user?.email}</p>
      </div>
      <LimitList />
      <SessionList onLoggedOut={() => queryClient.setQueryData(meQuery.queryKey, null)} />
      <TokenList isAdmin={user?.is_admin === true} />
    </div>
  );
}
