import { MAGIC_LINK_TOKEN, pages } from '@spawner/contracts/values';
import { Link2Off, MailOpen } from 'lucide-react';
import { Link, useLocation, useNavigate } from 'react-router';
import { Loading } from '../../components/loading.js';
import { Notice } from '../../components/notice.js';
import { PageTitle } from '../../components/page-title.js';
import { ProblemAlert } from '../../components/problem-alert.js';
import { Alert } from '../../components/ui/alert.js';
import { Button, buttonLook } from '../../components/ui/button.js';
import { Spinner } from '../../components/ui/spinner.js';
import { useAcceptInvitation, useInvitation } from '../../features/auth/invitation/invitation.query.js';
import { InvitationOffer } from '../../features/auth/invitation/invitation-offer.js';
import { useInvitationTexts } from '../../features/auth/invitation/texts/use-invitation-texts.js';
import { useMe } from '../../features/auth/me.query.js';
import { useTranslation } from '../../i18n/i18n.js';
import { hasCode } from '../../lib/problem.js';

/** Opening the page consumes nothing, because mail scanners open links too: only the click does. */
export function InvitePage() {
  const token = useLocation().hash.slice(1);
  // The token leaves the address with the click; the page keeps it until then.
  return MAGIC_LINK_TOKEN.test(token) ? <Invite token={token} /> : <UselessInvitation reason="missing" />;
}

function Invite({ token }: { token: string }) {
  const text = useInvitationTexts();
  const { t } = useTranslation();
  const navigate = useNavigate();
  const { data: user } = useMe();
  const { data: offer, error } = useInvitation(token);
  const accept = useAcceptInvitation();

  if (hasCode(error, 'link_invalid') || hasCode(accept.error, 'link_invalid'))
    return <UselessInvitation reason="useless" />;
  const other = user && offer && user.email !== offer.email ? user.email : null;
  const submit = () => {
    if (accept.isPending || !offer) return;
    // `replace`: the token leaves the history with this entry.
    accept.mutate(token, { onSuccess: () => void navigate(pages.dashboard, { replace: true }) });
  };
  return (
    <div className="grid animate-enter gap-6">
      <PageTitle>{text('title')}</PageTitle>
      <span aria-hidden className="grid size-12 place-items-center rounded-2xl border bg-card text-primary shadow-card">
        <MailOpen className="size-5" />
      </span>
      <div className="grid gap-2">
        <h1 className="text-3xl font-semibold tracking-tight">{text('title')}</h1>
        {offer && (
          <p className="wrap-anywhere text-muted-foreground">
            {offer.invited_by ? text('text', { by: offer.invited_by }) : text('textUnknown')}
          </p>
        )}
      </div>
      {offer ? <InvitationOffer offer={offer} /> : <Loading error={error} />}
      {other && offer && (
        <Alert tone="warning" role="note" title={text('otherTitle', { email: other })}>
          <p className="text-muted-foreground">{text('otherText', { invited: offer.email })}</p>
        </Alert>
      )}
      <div className="grid gap-3">
        {accept.isError && <ProblemAlert error={accept.error} />}
        <Button size="large" onClick={submit} aria-disabled={accept.isPending || !offer}>
          {accept.isPending && <Spinner />}
          {accept.isPending ? t('confirm.working') : text('accept')}
        </Button>
        {other && (
          <Link to={pages.dashboard} className={buttonLook({ size: 'large', variant: 'outline' })}>
            <span className="truncate">{text('keep', { email: other })}</span>
          </Link>
        )}
      </div>
    </div>
  );
}

function UselessInvitation({ reason }: { reason: 'missing' | 'useless' }) {
  const text = useInvitationTexts();
  const { t } = useTranslation();
  return (
    <>
      <PageTitle>{text(`${reason}Title`)}</PageTitle>
      <Notice icon={Link2Off} level={1} title={text(`${reason}Title`)} text={text(`${reason}Text`)}>
        <Link to={pages.login} className={buttonLook({ size: 'large' })}>
          {t('register.otherLink')}
        </Link>
      </Notice>
    </>
  );
}
