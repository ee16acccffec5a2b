import { ProblemAlert } from '../../components/problem-alert.js';
import { Button } from '../../components/ui/button.js';
import { closeDialog, Dialog } from '../../components/ui/dialog.js';
import { Skeleton } from '../../components/ui/skeleton.js';
import { Spinner } from '../../components/ui/spinner.js';
import { EstimateText } from './estimate-text.js';
import { useActOnAll, useStartEstimate } from './lesson.query.js';
import { useLessonTexts } from './texts/use-lesson-texts.js';

export interface ActOnAllProps {
  classId: number;
  type: string;
  onClose: () => void;
}

export function StartAllDialog({ classId, type, onClose }: ActOnAllProps) {
  const text = useLessonTexts();
  const { data: estimate, error } = useStartEstimate(classId, type);
  const start = useActOnAll(classId, 'start');
  const waiting = estimate ? Math.max(0, estimate.startable - estimate.room) : 0;
  const nothing = estimate?.startable === 0;
  const confirm = () => {
    if (!estimate || nothing || start.isPending) return;
    start.mutate({ type, all: true, expected: estimate.members }, { onSuccess: onClose });
  };
  return (
    <Dialog title={text('start.act')} className="w-md" onClose={onClose}>
      <div className="mt-2 grid gap-3 text-sm">
        {!estimate && !error && <Skeleton className="h-10" />}
        {estimate && <EstimateText estimate={estimate} />}
        {estimate && !nothing && <p className="text-muted-foreground">{text('start.clicks')}</p>}
        {(error ?? start.error) && <ProblemAlert error={error ?? start.error} />}
        <div className="mt-2 flex flex-wrap justify-end gap-2">
          <Button variant="outline" autoFocus onClick={closeDialog}>
            {text('cancel')}
          </Button>
          <Button onClick={confirm} aria-disabled={!estimate || nothing || start.isPending}>
            {start.isPending && <Spinner />}
            {waiting > 0 ? text('start.anyway', { count: waiting }) : text('start.act')}
          </Button>
        </div>
      </div>
    </Dialog>
  );
}
