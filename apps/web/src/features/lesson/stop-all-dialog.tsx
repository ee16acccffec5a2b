import type { StartEstimate } from '@spawner/contracts';
import { ProblemAlert } from '../../components/problem-alert.js';
import { Button } from '../../components/ui/button.js';
import { closeDialog, Dialog } from '../../components/ui/dialog.js';
import { Skeleton } from '../../components/ui/skeleton.js';
import { Spinner } from '../../components/ui/spinner.js';
import { useActOnAll, useStartEstimate } from './lesson.query.js';
import type { ActOnAllProps } from './start-all-dialog.js';
import { useLessonTexts } from './texts/use-lesson-texts.js';

export function StopAllDialog({ classId, type, onClose }: ActOnAllProps) {
  const text = useLessonTexts();
  const { data: now, error } = useStartEstimate(classId, type);
  const stop = useActOnAll(classId, 'stop');
  const nothing = now?.running === 0;
  const confirm = () => {
    if (!now || nothing || stop.isPending) return;
    stop.mutate({ type, all: true, expected: now.members }, { onSuccess: onClose });
  };
  return (
    <Dialog title={text('stop.title')} className="w-md" onClose={onClose}>
      <div className="mt-2 grid gap-3 text-sm">
        {!now && !error && <Skeleton className="h-10" />}
        {now && <Interrupts now={now} />}
        {(error ?? stop.error) && <ProblemAlert error={error ?? stop.error} />}
        <div className="mt-2 flex flex-wrap justify-end gap-2">
          <Button variant="outline" autoFocus onClick={closeDialog}>
            {text('cancel')}
          </Button>
          <Button variant="danger" onClick={confirm} aria-disabled={!now || nothing || stop.isPending}>
            {stop.isPending && <Spinner />}
            {text('stop.act')}
          </Button>
        </div>
      </div>
    </Dialog>
  );
}

/** Whom it interrupts. */
function Interrupts({ now: { working, running } }: { now: StartEstimate }) {
  const text = useLessonTexts();
  if (running === 0) return <p className="text-muted-foreground">{text('stop.none')}</p>;
  return (
    <p className="text-muted-foreground">
      {working > 0 && (
        <strong className="font-medium text-foreground">
          {working === 1 ? text('stop.workingOne') : text('stop.working', { count: working })}
        </strong>
      )}
      {running === 1 ? text('stop.runningOne') : text('stop.running', { count: running })}
    </p>
  );
}
