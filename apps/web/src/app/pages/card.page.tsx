import { CARD_SECRET, pages } from '@spawner/contracts/values';
import { IdCard, LogIn } from 'lucide-react';
import { useEffect, useState } from 'react';
import { Link, useLocation, useNavigate } from 'react-router';
import { Loading } from '../../components/loading.js';
import { Notice } from '../../components/notice.js';
import { PageTitle } from '../../components/page-title.js';
import { ProblemAlert } from '../../components/problem-alert.js';
import { Alert } from '../../components/ui/alert.js';
import { Button, buttonLook } from '../../components/ui/button.js';
import { Spinner } from '../../components/ui/spinner.js';
import { useCardOwner } from '../../features/auth/card/card-owner.query.js';
import { OwnDevice } from '../../features/auth/card/own-device.js';
import { useCardTexts } from '../../features/auth/card/texts/use-card-texts.js';
import { useMe } from '../../features/auth/me.query.js';
import { useOpenSession } from '../../features/auth/open-session.mutation.js';
import { useEnterByCard } from '../../features/auth/use-enter.js';
import { nameOf } from '../../lib/name-of.js';
import { hasCode } from '../../lib/problem.js';

/** Opened by the QR code of a login card. The secret leaves the address at once: the next child finds none in the history. */
export function CardPage() {
  const { hash } = useLocation();
  const navigate = useNavigate();
  const [secret, setSecret] = useState(hash.slice(1));
  // Another card may be scanned while this page is open.
  if (hash !== '' && hash.slice(1) !== secret) setSecret(hash.slice(1));
  useEffect(() => {
    if (hash !== '') void navigate(pages.card, { replace: true });
  }, [hash, navigate]);
  return CARD_SECRET.test(secret) ? <Question key={secret} secret={secret} /> : <UselessCard />;
}

function Question({ secret }: { secret: string }) {
  const text = useCardTexts();
  const enter = useEnterByCard();
  const { data: user } = useMe();
  const { data: owner, error } = useCardOwner(secret);
  const openSession = useOpenSession();
  const [ownDevice, setOwnDevice] = useState(false);

  if (hasCode(error, 'card_invalid') || hasCode(openSession.error, 'card_invalid')) return <UselessCard />;
  if (!owner) return <Loading error={error} />;
  const name = owner.first_name;
  return (
    <div className="grid animate-enter gap-6">
      <PageTitle>{text('card.title', { name })}</PageTitle>
      <span aria-hidden className="grid size-12 place-items-center rounded-2xl border bg-card text-primary shadow-card">
        <IdCard className="size-5" />
      </span>
      <div className="grid gap-2">
        <h1 className="text-3xl font-semibold tracking-tight wrap-anywhere">{text('card.title', { name })}</h1>
        <p className="wrap-anywhere text-muted-foreground">{text('card.text', { name })}</p>
      </div>
      {user && (
        <Alert tone="warning" role="note">
          <p>{text('card.other', { name: nameOf(user) })}</p>
        </Alert>
      )}
      <div className="grid gap-3">
        {owner.own_device && <OwnDevice checked={ownDevice} onChange={setOwnDevice} />}
        {openSession.isError && <ProblemAlert error={openSession.error} />}
        <Button
          size="large"
          className="h-14 min-w-0 text-lg!"
          onClick={() =>
            openSession.isPending || openSession.mutate({ secret, own_device: ownDevice }, { onSuccess: enter })
          }
          aria-disabled={openSession.isPending}
        >
          {openSession.isPending ? <Spinner /> : <LogIn aria-hidden />}
          <span className="truncate">{text('card.yes', { name })}</span>
        </Button>
        <Link to={pages.typedCode} replace className={buttonLook({ size: 'large', variant: 'outline' })}>
          {text('card.no')}
        </Link>
      </div>
    </div>
  );
}

function UselessCard() {
  const text = useCardTexts();
  return (
    <>
      <PageTitle>{text('card.uselessTitle')}</PageTitle>
      <Notice icon={IdCard} level={1} title={text('card.uselessTitle')} text={text('card.uselessText')}>
        <Link to={pages.typedCode} className={buttonLook({ size: 'large' })}>
          {text('card.type')}
        </Link>
      </Notice>
    </>
  );
}
