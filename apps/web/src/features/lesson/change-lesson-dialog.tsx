import type { Lesson } from '@spawner/contracts';
import { type SubmitEvent, useState } from 'react';
import { ProblemAlert } from '../../components/problem-alert.js';
import { Button } from '../../components/ui/button.js';
import { closeDialog, Dialog } from '../../components/ui/dialog.js';
import { Spinner } from '../../components/ui/spinner.js';
import { focusFirstError } from '../../lib/focus-first-error.js';
import { laterBy, timeOfDay } from './end-time.js';
import { useChangeLesson } from './lesson.query.js';
import { useLessonTexts } from './texts/use-lesson-texts.js';
import { endOf, UntilField } from './until-field.js';

interface ChangeLessonDialogProps {
  classId: number;
  lesson: Lesson;
  onClose: () => void;
}

export function ChangeLessonDialog({ classId, lesson, onClose }: ChangeLessonDialogProps) {
  const text = useLessonTexts();
  const [now] = useState(() => new Date());
  const [until, setUntil] = useState(() => timeOfDay(laterBy(lesson.until, 15)));
  const [complains, setComplains] = useState(false);
  const change = useChangeLesson(classId);

  const submit = (event: SubmitEvent<HTMLFormElement>) => {
    event.preventDefault();
    if (change.isPending) return;
    const end = endOf(until, now);
    if (end === null) {
      setComplains(true);
      focusFirstError(event.currentTarget);
      return;
    }
    change.mutate(end, { onSuccess: onClose });
  };
  return (
    <Dialog title={text('change.act')} className="w-sm" onClose={onClose}>
      <form onSubmit={submit} noValidate className="mt-2 grid gap-4 text-sm">
        <UntilField value={until} onChange={setUntil} now={now} complains={complains} />
        {change.isError && <ProblemAlert error={change.error} />}
        <div className="flex flex-wrap justify-end gap-2">
          <Button variant="outline" onClick={closeDialog}>
            {text('cancel')}
          </Button>
          <Button type="submit" aria-disabled={change.isPending}>
            {change.isPending && <Spinner />}
            {text('change.submit')}
          </Button>
        </div>
      </form>
    </Dialog>
  );
}
