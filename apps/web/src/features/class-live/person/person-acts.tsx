import type { ClassAct, ContainerStatus, LivePerson } from '@spawner/contracts';
import { classPages } from '@spawner/contracts/values';
import { CircleStop, DoorOpen, Hammer, IdCard, type LucideIcon, Play, RotateCw } from 'lucide-react';
import { type ReactNode, useId, useState } from 'react';
import { generatePath, Link } from 'react-router';
import { ProblemAlert } from '../../../components/problem-alert.js';
import { Button, buttonLook } from '../../../components/ui/button.js';
import { useLiveTexts } from '../texts/use-live-texts.js';
import { usePersonAct } from './person.query.js';

interface PersonActsProps {
  classId: number;
  type: string;
  person: LivePerson;
  /** Further buttons. */
  children: ReactNode;
}

const icons: Record<ClassAct, LucideIcon> = { start: Play, restart: RotateCw, recreate: Hammer, stop: CircleStop };

/** There is something to open; a container that rests wakes. */
const exists: ReadonlySet<ContainerStatus> = new Set(['running', 'paused', 'stopped']);

export function PersonActs({ classId, type, person, children }: PersonActsProps) {
  const text = useLiveTexts();
  const act = usePersonAct(classId, type, person.user_id);
  const why = useId();
  const [asksToRecreate, setAsksToRecreate] = useState(false);
  const choose = (name: ClassAct) => {
    if (name === 'recreate' && !asksToRecreate) return setAsksToRecreate(true);
    setAsksToRecreate(false);
    act.mutate(name);
  };
  return (
    <div className="grid gap-3 border-t pt-4">
      <div className="flex flex-wrap gap-2">
        {exists.has(person.status) && <OpenLink url={person.visit_url} describedBy={why} />}
        {actsFor(person).map((name) => {
          const Icon = icons[name];
          return (
            <Button
              key={name}
              variant="outline"
              size="compact"
              onClick={() => !act.isPending && choose(name)}
              aria-disabled={act.isPending}
            >
              <Icon aria-hidden />
              {text(`person.${name}`)}
            </Button>
          );
        })}
        {children}
        <Link
          to={`${generatePath(classPages.cards, { id: String(classId) })}?who=${person.user_id}`}
          className={buttonLook({ variant: 'outline', size: 'compact' })}
        >
          <IdCard aria-hidden />
          {text('person.card')}
        </Link>
      </div>
      {exists.has(person.status) && person.visit_url === null && (
        <p id={why} className="text-muted-foreground">
          {text('person.sharedAddress')}
        </p>
      )}
      {asksToRecreate && (
        <div className="grid gap-2 rounded-xl border border-danger-line bg-danger-soft px-4 py-3">
          <p>{text('person.recreateText')}</p>
          <div className="flex flex-wrap gap-2">
            <Button variant="danger" size="compact" autoFocus onClick={() => choose('recreate')}>
              {text('person.recreate')}
            </Button>
            <Button variant="outline" size="compact" onClick={() => setAsksToRecreate(false)}>
              {text('person.cancel')}
            </Button>
          </div>
        </div>
      )}
      {act.isError && <ProblemAlert error={act.error} />}
      <p role="status" className="text-muted-foreground empty:hidden">
        {act.isSuccess && text(`person.asked.${act.variables}`)}
      </p>
    </div>
  );
}

/** Leads to the announcement of the visit. Where it is not possible, it stands there with the reason. */
function OpenLink({ url, describedBy }: { url: string | null; describedBy: string }) {
  const text = useLiveTexts();
  const content = (
    <>
      <DoorOpen aria-hidden />
      {text('person.open')}
    </>
  );
  return url === null ? (
    <Button variant="outline" size="compact" aria-disabled aria-describedby={describedBy}>
      {content}
    </Button>
  ) : (
    <a href={url} target="_blank" rel="noreferrer" className={buttonLook({ size: 'compact' })}>
      {content}
    </a>
  );
}

/** What is possible with a container in this status. */
function actsFor({ status }: LivePerson): ClassAct[] {
  if (status === 'running' || status === 'paused') return ['restart', 'recreate', 'stop'];
  if (status === 'starting') return ['stop'];
  if (status === 'stopped' || status === 'error') return ['start', 'recreate'];
  return status === 'not_created' ? ['start'] : [];
}
