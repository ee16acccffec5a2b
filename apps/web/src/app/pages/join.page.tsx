import type { EnteredGuest, JoinResult } from '@spawner/contracts';
import { pages, SHORT_CODE, shortCodeOf } from '@spawner/contracts/values';
import { CircleCheck, DoorClosed, DoorOpen, Hourglass, type LucideIcon } from 'lucide-react';
import { type ReactNode, useEffect, useState } from 'react';
import { Link, useLocation } from 'react-router';
import { Loading } from '../../components/loading.js';
import { PageTitle } from '../../components/page-title.js';
import { ProblemAlert } from '../../components/problem-alert.js';
import { Button, buttonLook } from '../../components/ui/button.js';
import { GuestForm } from '../../features/auth/join/guest-form.js';
import { useEnterAsGuest, useGuestWait } from '../../features/auth/join/join.query.js';
import { JoinForm } from '../../features/auth/join/join-form.js';
import { keepJoinCode, keptJoinCode } from '../../features/auth/join/kept-join-code.js';
import { useJoinTexts } from '../../features/auth/join/texts/use-join-texts.js';
import { PaperCard } from '../../features/login-cards/paper-card.js';

interface Found extends JoinResult {
  readonly code: string;
}

/** The code of a class: for whoever is logged in, and where the class takes guests, for everybody. */
export function JoinPage() {
  const text = useJoinTexts();
  const { hash } = useLocation();
  const [given, setGiven] = useState(() => codeOf(hash) || keptJoinCode());
  const [found, setFound] = useState<Found | null>(null);
  const [again, setAgain] = useState(false);
  const { wait, error, isPending } = useGuestWait();

  if (isPending) return <Loading error={error} />;
  if (!again && (wait?.state === 'waiting' || wait?.state === 'admitted'))
    return <GuestRoom name={wait.name ?? ''} teacher={wait.teacher} isAdmitted={wait.state === 'admitted'} />;
  if (!again && wait?.state === 'refused') return <Refused teacher={wait.teacher} onAgain={() => setAgain(true)} />;
  const forget = () => {
    keepJoinCode(null);
    setGiven('');
    setFound(null);
  };
  if (found) return <Next found={found} onOther={forget} onKnocked={() => setAgain(false)} />;
  return (
    <Frame icon={DoorClosed} title={text('title')} text={text('text')}>
      <JoinForm
        given={given}
        onResult={(code, result) => {
          keepJoinCode(result.result === 'needs_login' ? code : null);
          setFound({ ...result, code });
        }}
      />
    </Frame>
  );
}

const codeOf = (hash: string): string => {
  const code = shortCodeOf(hash.slice(1));
  return SHORT_CODE.test(code) ? code : '';
};

interface NextProps {
  found: Found;
  onOther: () => void;
  onKnocked: () => void;
}

function Next({ found: { code, result, class_name: name, teacher: known }, onOther, onKnocked }: NextProps) {
  const text = useJoinTexts();
  const teacher = known ?? text('teacher');
  const other = (
    <Button variant="ghost" onClick={onOther}>
      {text('otherCode')}
    </Button>
  );
  const toDashboard = (
    <Link to={pages.dashboard} className={buttonLook({ size: 'large' })}>
      {text('toDashboard')}
    </Link>
  );
  switch (result) {
    case 'joined':
      return (
        <Frame icon={CircleCheck} title={text('joinedTitle', { name })} text={text('joinedText')}>
          {toDashboard}
        </Frame>
      );
    case 'waiting':
      return (
        <Frame icon={Hourglass} title={text('waitingTitle')} text={text('waitingText', { name, teacher })}>
          {toDashboard}
        </Frame>
      );
    case 'needs_login':
      return (
        <Frame icon={DoorClosed} title={text('loginTitle', { name })} text={text('loginText')}>
          <Link to={`${pages.login}?next=${pages.join}`} className={buttonLook({ size: 'large' })}>
            {text('login')}
          </Link>
          <Link
            to={`${pages.register}?next=${pages.join}`}
            className={buttonLook({ size: 'large', variant: 'outline' })}
          >
            {text('register')}
          </Link>
          {other}
        </Frame>
      );
    case 'needs_name':
      return (
        <Frame icon={DoorClosed} title={text('guest.title', { name })} text={text('guest.text', { teacher })}>
          <GuestForm code={code} onKnocked={onKnocked} />
          {other}
        </Frame>
      );
  }
}

interface GuestRoomProps {
  name: string;
  teacher: string | null;
  isAdmitted: boolean;
}

function GuestRoom({ name, teacher, isAdmitted }: GuestRoomProps) {
  const text = useJoinTexts();
  const { mutate: enter, data: entered, error, isIdle } = useEnterAsGuest();
  useEffect(() => {
    if (isAdmitted && isIdle) enter();
  }, [isAdmitted, isIdle, enter]);
  if (entered) return <Inside entered={entered} />;
  return (
    <Frame
      icon={isAdmitted ? DoorOpen : DoorClosed}
      title={isAdmitted ? text('guest.admitted') : text('guest.waitingTitle', { teacher: teacher ?? text('teacher') })}
      text={text('guest.waitingText', { name })}
    >
      {error ? (
        <ProblemAlert error={error} />
      ) : (
        <div className="h-1.5 overflow-hidden rounded-full bg-muted" aria-hidden>
          <div className="h-full w-1/3 animate-sweep rounded-full bg-primary motion-reduce:w-full motion-reduce:animate-none" />
        </div>
      )}
    </Frame>
  );
}

function Refused({ teacher, onAgain }: { teacher: string | null; onAgain: () => void }) {
  const text = useJoinTexts();
  return (
    <Frame
      icon={DoorClosed}
      title={text('guest.refusedTitle')}
      text={text('guest.refusedText', { teacher: teacher ?? text('teacher') })}
    >
      <Button size="large" onClick={onAgain}>
        {text('guest.again')}
      </Button>
    </Frame>
  );
}

function Inside({ entered: { user, card } }: { entered: EnteredGuest }) {
  const text = useJoinTexts();
  const [own] = card.cards;
  return (
    <Frame icon={DoorOpen} title={text('guest.inTitle', { name: user.display_name ?? '' })} text={text('guest.inText')}>
      {own && (
        <div className="overflow-hidden rounded-xl border shadow-card">
          <PaperCard printed={card} card={own} />
        </div>
      )}
      <Link to={pages.dashboard} replace className={buttonLook({ size: 'large' })}>
        {text('guest.go')}
      </Link>
    </Frame>
  );
}

interface FrameProps {
  icon: LucideIcon;
  title: string;
  text: string;
  children: ReactNode;
}

function Frame({ icon: Icon, title, text, children }: FrameProps) {
  const heading = useJoinTexts();
  return (
    <div className="grid animate-enter gap-6">
      <PageTitle>{heading('title')}</PageTitle>
      <span aria-hidden className="grid size-12 place-items-center rounded-2xl border bg-card text-primary shadow-card">
        <Icon className="size-5" />
      </span>
      <div className="grid gap-2" role="status">
        <h1 className="text-3xl font-semibold tracking-tight text-balance wrap-anywhere">{title}</h1>
        <p className="wrap-anywhere text-muted-foreground">{text}</p>
      </div>
      <div className="grid gap-3">{children}</div>
    </div>
  );
}
