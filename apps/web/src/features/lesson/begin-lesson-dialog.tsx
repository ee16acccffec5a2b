import { type SubmitEvent, useState } from 'react';
import { ProblemAlert } from '../../components/problem-alert.js';
import { Button } from '../../components/ui/button.js';
import { Checkbox } from '../../components/ui/checkbox.js';
import { closeDialog, Dialog } from '../../components/ui/dialog.js';
import { Spinner } from '../../components/ui/spinner.js';
import { focusFirstError } from '../../lib/focus-first-error.js';
import { timeOfDay, usualEnd } from './end-time.js';
import { EstimateText } from './estimate-text.js';
import { useBeginLesson, useStartEstimate } from './lesson.query.js';
import { useLessonTexts } from './texts/use-lesson-texts.js';
import { endOf, UntilField } from './until-field.js';

interface BeginLessonDialogProps {
  classId: number;
  /** The template that a lesson starts: the first of the class. */
  type: string;
  onClose: () => void;
}

export function BeginLessonDialog({ classId, type, onClose }: BeginLessonDialogProps) {
  const text = useLessonTexts();
  const [now] = useState(() => new Date());
  const [until, setUntil] = useState(() => timeOfDay(usualEnd(now)));
  const [complains, setComplains] = useState(false);
  const [wish, setWish] = useState({ start_all: true, typed_login: true, stop_at_end: false });
  const { data: estimate } = useStartEstimate(classId, type);
  const begin = useBeginLesson(classId);

  const submit = (event: SubmitEvent<HTMLFormElement>) => {
    event.preventDefault();
    if (begin.isPending) return;
    const end = endOf(until, now);
    if (end === null) {
      setComplains(true);
      focusFirstError(event.currentTarget);
      return;
    }
    begin.mutate({ until: end, ...wish }, { onSuccess: onClose });
  };
  const box = (name: keyof typeof wish, label: string) => (
    <label className="flex min-h-6 cursor-pointer items-center gap-2.5">
      <Checkbox checked={wish[name]} onChange={({ target }) => setWish({ ...wish, [name]: target.checked })} />
      {label}
    </label>
  );
  return (
    <Dialog title={text('begin.act')} className="w-md" onClose={onClose}>
      <form onSubmit={submit} noValidate className="mt-2 grid gap-4 text-sm">
        <p className="text-muted-foreground">{text('begin.text')}</p>
        <UntilField value={until} onChange={setUntil} now={now} complains={complains} />
        <div className="grid gap-2.5">
          {box('start_all', text('begin.startAll'))}
          {wish.start_all && estimate && (
            <div className="pl-7">
              <EstimateText estimate={estimate} />
            </div>
          )}
          {box('typed_login', text('begin.typedLogin'))}
          {box('stop_at_end', text('begin.stopAtEnd'))}
        </div>
        {begin.isError && <ProblemAlert error={begin.error} />}
        <div className="flex flex-wrap justify-end gap-2">
          <Button variant="outline" onClick={closeDialog}>
            {text('cancel')}
          </Button>
          <Button type="submit" aria-disabled={begin.isPending}>
            {begin.isPending && <Spinner />}
            {text('begin.act')}
          </Button>
        </div>
      </form>
    </Dialog>
  );
}
