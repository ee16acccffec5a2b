import type { ClassMessage, Lesson } from '@spawner/contracts';
import { CircleCheck, Undo2 } from 'lucide-react';
import { type SubmitEvent, useId, useState } from 'react';
import { flushSync } from 'react-dom';
import { ProblemAlert } from '../../components/problem-alert.js';
import { Button } from '../../components/ui/button.js';
import { closeDialog, Dialog } from '../../components/ui/dialog.js';
import { FieldError } from '../../components/ui/field-error.js';
import { Select } from '../../components/ui/select.js';
import { Spinner } from '../../components/ui/spinner.js';
import { TextArea } from '../../components/ui/text-area.js';
import { useTranslation } from '../../i18n/i18n.js';
import { focusFirstError } from '../../lib/focus-first-error.js';
import { useMessages, useSendMessage, useWithdrawMessage } from './lesson.query.js';
import { useLessonTexts } from './texts/use-lesson-texts.js';

const MOST = 500;
const DAY_MS = 24 * 3_600_000;
/** `usual`: until the end of the lesson, and without a lesson for a day. */
const spans = { usual: null, day: DAY_MS, week: 7 * DAY_MS } as const;
type Span = keyof typeof spans;

interface MessageDialogProps {
  classId: number;
  /** Null: to all. */
  to: { readonly user_id: number; readonly name: string } | null;
  lesson: Lesson | null;
  onClose: () => void;
}

export function MessageDialog({ classId, to, lesson, onClose }: MessageDialogProps) {
  const text = useLessonTexts();
  const { language } = useTranslation();
  const id = useId();
  const [typed, setTyped] = useState('');
  const [span, setSpan] = useState<Span>('usual');
  const [complains, setComplains] = useState(false);
  const send = useSendMessage(classId);
  const fault =
    typed.trim() === ''
      ? text('message.missing')
      : typed.trim().length > MOST
        ? text('message.tooLong', { count: MOST })
        : null;
  const time = new Intl.DateTimeFormat(language, { timeStyle: 'short' });

  const submit = (event: SubmitEvent<HTMLFormElement>) => {
    event.preventDefault();
    if (send.isPending) return;
    if (fault !== null) {
      flushSync(() => setComplains(true));
      focusFirstError(event.currentTarget);
      return;
    }
    const ms = spans[span];
    const until = ms === null ? null : new Date(Date.now() + ms).toISOString();
    send.mutate({ text: typed, to: to && [to.user_id], until });
  };
  const form = (
    <form onSubmit={submit} noValidate className="mt-2 grid gap-3 text-sm">
      <TextArea
        aria-label={text('message.text')}
        autoFocus
        rows={4}
        aria-invalid={complains && fault !== null}
        aria-describedby={`${id}-error`}
        placeholder={text('message.placeholder')}
        value={typed}
        onChange={({ target }) => setTyped(target.value)}
      />
      <FieldError id={`${id}-error`} error={complains ? fault : null} />
      <label className="flex flex-wrap items-center gap-2.5">
        <span className="font-medium">{text('message.until')}</span>
        <Select value={span} onChange={({ target }) => setSpan(target.value as Span)}>
          <option value="usual">
            {lesson ? text('message.lesson', { time: time.format(new Date(lesson.until)) }) : text('message.day')}
          </option>
          {lesson && <option value="day">{text('message.day')}</option>}
          <option value="week">{text('message.week')}</option>
        </Select>
      </label>
      {send.isError && <ProblemAlert error={send.error} />}
      <div className="flex flex-wrap justify-end gap-2">
        <Button variant="outline" onClick={closeDialog}>
          {text('cancel')}
        </Button>
        <Button type="submit" aria-disabled={send.isPending}>
          {send.isPending && <Spinner />}
          {text('message.submit')}
        </Button>
      </div>
    </form>
  );
  return (
    <Dialog
      title={to ? text('message.toOne', { name: to.name }) : text('message.toAll')}
      className="w-lg"
      onClose={onClose}
    >
      {send.isSuccess ? <Sent /> : form}
      <CurrentMessages classId={classId} />
    </Dialog>
  );
}

/** The button has the focus: Enter closes, and screen readers say what it is about. */
function Sent() {
  const text = useLessonTexts();
  const id = useId();
  return (
    <div className="mt-2 grid gap-3 text-sm">
      <p id={id} className="flex gap-2">
        <CircleCheck className="mt-0.5 size-4 shrink-0 text-success" aria-hidden />
        {text('message.sent')}
      </p>
      <Button autoFocus aria-describedby={id} className="justify-self-end" onClick={closeDialog}>
        {text('message.close')}
      </Button>
    </div>
  );
}

/** What members see at present. */
function CurrentMessages({ classId }: { classId: number }) {
  const text = useLessonTexts();
  const { data: messages = [], error } = useMessages(classId);
  const withdraw = useWithdrawMessage(classId);
  if (error) return <ProblemAlert error={error} />;
  if (messages.length === 0) return null;
  return (
    <section className="mt-5 grid gap-2 border-t pt-4 text-sm">
      <h3 className="font-medium">{text('message.current')}</h3>
      <ul className="grid max-h-60 gap-3 overflow-y-auto">
        {messages.map((message) => (
          <li key={message.id} className="flex items-start justify-between gap-3">
            <Shown message={message} />
            <Button
              variant="ghost"
              size="icon"
              aria-label={text('message.withdraw')}
              title={text('message.withdraw')}
              aria-disabled={withdraw.isPending}
              onClick={() => !withdraw.isPending && withdraw.mutate(message.id)}
            >
              <Undo2 aria-hidden />
            </Button>
          </li>
        ))}
      </ul>
      {withdraw.isError && <ProblemAlert error={withdraw.error} />}
    </section>
  );
}

function Shown({ message: { text: words, to, until, seen_by: seen } }: { message: ClassMessage }) {
  const text = useLessonTexts();
  const { language } = useTranslation();
  const time = new Intl.DateTimeFormat(language, { weekday: 'short', hour: 'numeric', minute: '2-digit' });
  const about = [
    to === null
      ? text('message.all')
      : to.length === 1
        ? text('message.someOne')
        : text('message.some', { count: to.length }),
    text('message.till', { time: time.format(new Date(until)) }),
    seen.length === 0 ? text('message.seenNone') : text('message.seen', { count: seen.length }),
  ];
  return (
    <div className="min-w-0">
      <p className="whitespace-pre-line wrap-anywhere">{words}</p>
      <p className="text-muted-foreground">{about.join(' · ')}</p>
    </div>
  );
}
