import type { LivePerson } from '@spawner/contracts';
import { clsx } from 'clsx';
import { Check, X } from 'lucide-react';
import { type ReactNode, useId } from 'react';
import { ProblemAlert } from '../../../components/problem-alert.js';
import { TimeAgo } from '../../../components/time-ago.js';
import { Button } from '../../../components/ui/button.js';
import { closeDialog, Dialog } from '../../../components/ui/dialog.js';
import { Meter } from '../../../components/ui/meter.js';
import { useTranslation } from '../../../i18n/i18n.js';
import { byteText } from '../../../lib/quantities.js';
import { useLiveTexts } from '../texts/use-live-texts.js';
import { stateLooks } from '../tiles/state-looks.js';
import { TimeIn } from '../tiles/time-in.js';
import { FailureNotice } from './failure-notice.js';
import { LastLaunch } from './last-launch.js';
import { useHelpDone } from './person.query.js';
import { PersonActs } from './person-acts.js';

export interface PersonDialogProps {
  classId: number;
  type: string;
  /** Null once they have left the class. */
  person: LivePerson | null;
  nameOfTemplate: (type: string) => string;
  /** Further buttons. */
  actions: (person: LivePerson) => ReactNode;
  onClose: () => void;
}

/** One member: what is wrong, and what a teacher can do about it. */
export function PersonDialog(props: PersonDialogProps) {
  const { classId, type, person, nameOfTemplate, actions, onClose } = props;
  const text = useLiveTexts();
  return (
    <Dialog
      title={person?.name ?? ''}
      className="w-lg"
      onClose={onClose}
      corner={
        <Button
          variant="ghost"
          size="icon"
          className="-my-1.5 -mr-1.5"
          aria-label={text('person.close')}
          onClick={closeDialog}
        >
          <X aria-hidden />
        </Button>
      }
    >
      {person ? (
        <div className="mt-2 grid gap-4 text-sm">
          <StateLine person={person} />
          {person.help && (
            <HelpCall classId={classId} help={person.help} userId={person.user_id} nameOfTemplate={nameOfTemplate} />
          )}
          {person.failure && <FailureNotice classId={classId} type={type} person={person} />}
          <Facts person={person}>
            <LastLaunch classId={classId} type={type} person={person} />
          </Facts>
          <PersonActs classId={classId} type={type} person={person}>
            {actions(person)}
          </PersonActs>
        </div>
      ) : (
        <p className="mt-2 text-sm text-muted-foreground">{text('person.gone')}</p>
      )}
    </Dialog>
  );
}

function StateLine({ person: { state, since } }: { person: LivePerson }) {
  const text = useLiveTexts();
  const { Icon, ink } = stateLooks[state];
  return (
    <p className="flex items-center gap-2">
      <span className={clsx('flex items-center gap-1.5 font-medium', ink)}>
        <Icon className={clsx('size-4', state === 'starting' && 'animate-spin')} aria-hidden />
        {text(`states.${state}`)}
      </span>
      {since && (
        <span className="text-muted-foreground tabular-nums">
          <TimeIn since={since} />
        </span>
      )}
    </p>
  );
}

interface HelpCallProps {
  classId: number;
  userId: number;
  help: NonNullable<LivePerson['help']>;
  nameOfTemplate: (type: string) => string;
}

function HelpCall({ classId, userId, help: { text: about, type, place }, nameOfTemplate }: HelpCallProps) {
  const text = useLiveTexts();
  const done = useHelpDone(classId);
  return (
    <div className="grid gap-2 rounded-xl border border-help bg-help-soft px-4 py-3">
      <div className="flex flex-wrap items-center justify-between gap-3">
        <div className="min-w-0">
          <p className="font-medium">
            {text('person.help')} · {text('place', { place })}
            {type !== null && ` · ${nameOfTemplate(type)}`}
          </p>
          {about !== null && <p className="wrap-anywhere whitespace-pre-line">{about}</p>}
        </div>
        <Button size="compact" onClick={() => !done.isPending && done.mutate(userId)} aria-disabled={done.isPending}>
          <Check aria-hidden />
          {text('person.done')}
        </Button>
      </div>
      {done.isError && <ProblemAlert error={done.error} />}
    </div>
  );
}

/** @param children further rows */
function Facts({ person, children }: { person: LivePerson; children: ReactNode }) {
  const text = useLiveTexts();
  const { language } = useTranslation();
  const { last_used: used, devices, storage_bytes: bytes, storage, visited } = person;
  const storageLabel = useId();
  const size = (value: number) => byteText(value, language);
  const ofLimit =
    storage && text('person.ofLimit', { used: size(storage.used_bytes), limit: size(storage.limit_bytes) });
  return (
    <dl className="grid grid-cols-[auto_minmax(0,1fr)] gap-x-4 gap-y-1 [&_dt]:text-muted-foreground">
      <dt>{text('person.lastUsed')}</dt>
      <dd>{used ? <TimeAgo at={used} /> : text('person.never')}</dd>
      {children}
      <dt>{text('person.devices')}</dt>
      <dd className="tabular-nums">{devices}</dd>
      {bytes !== null && (
        <>
          <dt id={storageLabel}>{text('person.storage')}</dt>
          <dd className="grid gap-1 tabular-nums">
            <span>
              {size(bytes)}
              {ofLimit !== null && <span className="text-warning"> · {ofLimit}</span>}
            </span>
            {storage && ofLimit !== null && (
              <Meter used={storage.used_bytes} value={storage.limit_bytes} labelledBy={storageLabel} text={ofLimit} />
            )}
          </dd>
        </>
      )}
      {visited && (
        <>
          <dt>{text('person.visit')}</dt>
          <dd>{text('person.visitBy', { name: visited.by })}</dd>
        </>
      )}
    </dl>
  );
}
