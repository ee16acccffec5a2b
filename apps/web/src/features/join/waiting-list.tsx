import type { ClassEntrance } from '@spawner/contracts';
import { Check, X } from 'lucide-react';
import { ProblemAlert } from '../../components/problem-alert.js';
import { Badge } from '../../components/ui/badge.js';
import { Button } from '../../components/ui/button.js';
import { Card } from '../../components/ui/card.js';
import { callAdmin } from '../../lib/admin-api.js';
import { useEntranceAct } from './entrance.query.js';
import { useEntranceTexts } from './texts/use-entrance-texts.js';

interface Waiting {
  readonly key: string;
  readonly name: string;
  readonly guest: boolean;
  readonly decide: (admit: boolean) => Promise<unknown>;
}

interface WaitingListProps {
  classId: string;
  entrance: ClassEntrance;
}

export function WaitingList({ classId, entrance }: WaitingListProps) {
  const text = useEntranceTexts();
  const all: Waiting[] = [
    ...entrance.waiting.map(({ user_id: id, name }) => ({
      ...{ key: `p${id}`, name, guest: false },
      decide: (admit: boolean) =>
        callAdmin('admitPerson', { params: { id: classId, user_id: String(id) }, body: { admit } }),
    })),
    ...entrance.guests.map(({ guest_id: id, name }) => ({
      ...{ key: `g${id}`, name, guest: true },
      decide: (admit: boolean) =>
        callAdmin('admitGuest', { params: { id: classId, guest_id: String(id) }, body: { admit } }),
    })),
  ];
  const act = useEntranceAct((work: () => Promise<unknown>) => work());
  const run = (work: () => Promise<unknown>) => act.isPending || act.mutate(work);
  const admitAll = () => callAdmin('admitAll', { params: { id: classId }, body: { all: true } });
  if (all.length === 0) return null;
  return (
    // As flat as it can be: on the live page the tiles are below.
    <Card className="flex flex-wrap items-center justify-between gap-x-6 gap-y-1 px-4 py-2">
      <h2 className="font-semibold" role="status">
        {text('waiting', { count: all.length })}
      </h2>
      <ul className="flex min-w-0 flex-1 flex-wrap gap-x-6 gap-y-2 max-md:order-last max-md:basis-full">
        {all.map(({ key, name, guest, decide }) => (
          <li key={key} className="flex max-w-full items-center gap-2 max-md:w-full">
            <span className="min-w-0 truncate max-md:flex-1">{name}</span>
            {guest && <Badge tone="neutral">{text('guest')}</Badge>}
            <Button
              variant="outline"
              size="compact"
              aria-label={text('admitName', { name })}
              onClick={() => run(() => decide(true))}
              aria-disabled={act.isPending}
            >
              {text('admit')}
            </Button>
            <Button
              variant="ghost"
              size="icon"
              aria-label={text('refuseName', { name })}
              title={text('refuse')}
              onClick={() => run(() => decide(false))}
              aria-disabled={act.isPending}
            >
              <X aria-hidden />
            </Button>
          </li>
        ))}
      </ul>
      {all.length > 1 && (
        <Button size="compact" onClick={() => run(admitAll)} aria-disabled={act.isPending}>
          <Check aria-hidden />
          {text('admitAll')}
        </Button>
      )}
      {act.isError && (
        <div className="basis-full">
          <ProblemAlert error={act.error} />
        </div>
      )}
    </Card>
  );
}
