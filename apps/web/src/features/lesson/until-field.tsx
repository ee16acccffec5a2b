import { Field } from '../../components/ui/field.js';
import { LONGEST_MS, nextAt } from './end-time.js';
import { useLessonTexts } from './texts/use-lesson-texts.js';
import { useDuration } from './use-duration.js';

interface UntilFieldProps {
  /** Such as `09:35`. */
  value: string;
  onChange: (time: string) => void;
  /** When the dialog was opened: the length is counted from there. */
  now: Date;
  complains: boolean;
}

/** When the lesson ends; says how long it then lasts, so that a wrong hour is seen. */
export function UntilField({ value, onChange, now, complains }: UntilFieldProps) {
  const text = useLessonTexts();
  const { exact } = useDuration();
  const end = nextAt(value, now);
  const ms = end ? end.getTime() - now.getTime() : 0;
  const error = end === null ? text('begin.untilMissing') : ms > LONGEST_MS ? text('begin.tooLong') : null;
  return (
    <div className="grid gap-1">
      <Field
        type="time"
        label={text('begin.until')}
        value={value}
        required
        autoFocus
        onChange={({ target }) => onChange(target.value)}
        error={complains || end !== null ? error : null}
      />
      {error === null && (
        <p className="-mt-6 text-muted-foreground" role="status">
          {text('begin.lasts', { time: exact(ms) })}
        </p>
      )}
    </div>
  );
}

/** Null where it is no end that a lesson can have. */
export function endOf(value: string, now: Date): string | null {
  const end = nextAt(value, now);
  return end !== null && end.getTime() - now.getTime() <= LONGEST_MS ? end.toISOString() : null;
}
