import type { User } from '@spawner/contracts';
import { useQueryClient } from '@tanstack/react-query';
import { PageTitle } from '../../components/page-title.js';
import { TokenList } from '../../features/account/api-tokens/token-list.js';
import { LimitList } from '../../features/account/limits/limit-list.js';
import { AccountDeletion } from '../../features/account/own/account-deletion.js';
import { DataExport } from '../../features/account/own/data-export.js';
import { ProfileForm } from '../../features/account/own/profile-form.js';
import { VisitList } from '../../features/account/own/visit-list.js';
import { SessionList } from '../../features/account/sessions/session-list.js';
import { useLogout } from '../../features/auth/logout.mutation.js';
import { meQuery, useMe } from '../../features/auth/me.query.js';
import { useTranslation } from '../../i18n/i18n.js';

export function AccountPage() {
  const { t } = useTranslation();
  const { data: user } = useMe();
  const logout = useLogout();
  const queryClient = useQueryClient();
  const show = (changed: User | null) => queryClient.setQueryData(meQuery.queryKey, changed);
  return (
    <div className="mx-auto grid max-w-3xl gap-10">
      <PageTitle>{t('account.title')}</PageTitle>
      <div className="grid gap-1.5">
        <h1 className="text-3xl font-semibold tracking-tight">{t('account.title')}</h1>
        <p className="text-muted-foreground wrap-anywhere">{user?.email}</p>
      </div>
      {/* An account of a class gets no mail, and its name is the teacher's to change. */}
      {user && !user.class_account && <ProfileForm user={user} onChanged={show} />}
      <LimitList />
      <SessionList onLoggedOut={() => show(null)} />
      <TokenList role={user?.role ?? 'user'} />
      <VisitList />
      <DataExport />
      <AccountDeletion onDeleted={() => show(null)} onLogout={() => logout.mutate()} />
    </div>
  );
}
