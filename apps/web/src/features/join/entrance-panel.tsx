import type { Class, JoinCode } from '@spawner/contracts';
import { DoorOpen, KeyRound, Presentation, X } from 'lucide-react';
import { useState } from 'react';
import { ProblemAlert } from '../../components/problem-alert.js';
import { Button } from '../../components/ui/button.js';
import { Card } from '../../components/ui/card.js';
import { useTranslation } from '../../i18n/i18n.js';
import { callAdmin } from '../../lib/admin-api.js';
import { clockTime } from '../../lib/relative-time.js';
import { BigCode } from './big-code.js';
import { CodeDialog } from './code-dialog.js';
import { useEntrance, useEntranceAct, useEntranceEvents } from './entrance.query.js';
import { useEntranceTexts } from './texts/use-entrance-texts.js';
import { WaitingList } from './waiting-list.js';

/** The join code of a class, and who wait at its door. */
export function EntrancePanel({ of }: { of: Pick<Class, 'id' | 'name'> }) {
  const text = useEntranceTexts();
  const classId = String(of.id);
  const { data } = useEntrance(classId, useEntranceEvents(classId));
  const [asked, ask] = useState<'code' | 'big' | null>(null);
  const end = useEntranceAct(() => callAdmin('endJoinCode', { params: { id: classId } }));
  if (!data) return null;
  const { join_code: code } = data;
  const close = () => ask(null);
  return (
    <div className="grid gap-4">
      <Card className="flex flex-wrap items-center gap-x-4 gap-y-3 p-4">
        <KeyRound className="size-5 text-primary" aria-hidden />
        {code ? (
          <CodeFacts code={code} />
        ) : (
          <p className="min-w-48 flex-1 text-sm text-muted-foreground">{text('none')}</p>
        )}
        <div className="flex flex-wrap gap-2">
          {code && (
            <>
              <Button onClick={() => ask('big')}>
                <Presentation aria-hidden />
                {text('show')}
              </Button>
              <Button
                variant="ghost"
                onClick={() => end.isPending || end.mutate(undefined)}
                aria-disabled={end.isPending}
              >
                <X aria-hidden />
                {text('end')}
              </Button>
            </>
          )}
          <Button variant="outline" onClick={() => ask('code')}>
            <DoorOpen aria-hidden />
            {text(code ? 'renew' : 'make')}
          </Button>
        </div>
      </Card>
      {end.isError && <ProblemAlert error={end.error} />}
      <WaitingList classId={classId} entrance={data} />
      {asked === 'code' && (
        <CodeDialog classId={classId} replaces={code !== null} onMade={() => ask('big')} onClose={close} />
      )}
      {asked === 'big' && code && <BigCode code={code} name={of.name} onClose={close} />}
    </div>
  );
}

function CodeFacts({ code: { code, mode, until, seats, used } }: { code: JoinCode }) {
  const text = useEntranceTexts();
  const { language } = useTranslation();
  return (
    <div className="grid min-w-48 flex-1 gap-0.5">
      <p className="flex flex-wrap items-baseline gap-x-3">
        <span className="text-sm font-medium">{text('code')}</span>
        <span className="font-mono text-xl font-semibold tracking-wider">{code}</span>
      </p>
      <p className="text-sm text-muted-foreground">
        {[
          text(`short.${mode}`),
          text('until', { until: clockTime(until, language) }),
          seats === null ? text('used', { used }) : text('usedOf', { used, seats }),
        ].join(' · ')}
      </p>
    </div>
  );
}
