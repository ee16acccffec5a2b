import { Hourglass, LogOut, UserX } from 'lucide-react';
import { PageTitle } from '../../components/page-title.js';
import { ProblemAlert } from '../../components/problem-alert.js';
import { TimeAgo } from '../../components/time-ago.js';
import { Button } from '../../components/ui/button.js';
import { useApproval } from '../../features/auth/approval/approval.query.js';
import { useApprovalTexts } from '../../features/auth/approval/texts/use-approval-texts.js';
import { useLogout } from '../../features/auth/logout.mutation.js';
import { useMe } from '../../features/auth/me.query.js';
import { useTranslation } from '../../i18n/i18n.js';

/** The one page of a user whom no admin has let in yet. */
export function ApprovalPage() {
  const text = useApprovalTexts();
  const { t } = useTranslation();
  const { data: user } = useMe();
  const { approval, error } = useApproval();
  const logout = useLogout();
  const state = (approval?.approval ?? user?.approval) === 'refused' ? 'refused' : 'waiting';
  const Icon = state === 'refused' ? UserX : Hourglass;
  return (
    <div className="mx-auto grid max-w-lg animate-enter gap-6 py-6 sm:py-10">
      <PageTitle>{text(`${state}.title`)}</PageTitle>
      <span aria-hidden className="grid size-12 place-items-center rounded-2xl border bg-card text-primary shadow-card">
        <Icon className="size-5" />
      </span>
      {/* Read out when it changes under the reader. */}
      <div role="status" className="grid gap-3">
        <h1 className="text-3xl font-semibold tracking-tight">{text(`${state}.title`)}</h1>
        {approval?.reason && <p className="wrap-anywhere">{approval.reason}</p>}
        <p className="text-muted-foreground">{text(`${state}.text`)}</p>
      </div>
      {error && !approval && <ProblemAlert error={error} />}
      <dl className="grid gap-3 rounded-xl border bg-card p-4 text-sm shadow-card">
        <div className="grid gap-x-3 sm:grid-cols-[8rem_1fr]">
          <dt className="text-muted-foreground">{text('as')}</dt>
          <dd className="font-medium wrap-anywhere">{user?.email}</dd>
        </div>
        {approval?.since && state === 'waiting' && (
          <div className="grid gap-x-3 sm:grid-cols-[8rem_1fr]">
            <dt className="text-muted-foreground">{text('since')}</dt>
            <dd className="font-medium">
              <TimeAgo at={approval.since} />
            </dd>
          </div>
        )}
      </dl>
      {state === 'waiting' && <p className="text-sm text-muted-foreground">{text('live')}</p>}
      {logout.isError && <ProblemAlert error={logout.error} />}
      <Button variant="outline" className="justify-self-start" onClick={() => logout.mutate()}>
        <LogOut aria-hidden />
        {t('account.logout')}
      </Button>
    </div>
  );
}
