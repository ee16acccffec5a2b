import type { Lesson } from '@spawner/contracts';
import { clsx } from 'clsx';
import { Timer } from 'lucide-react';
import { useTranslation } from '../../../i18n/i18n.js';
import { clockTime } from '../../../lib/relative-time.js';
import { useClock } from '../live/clock.js';
import { useLiveTexts } from '../texts/use-live-texts.js';
import { shortTime } from '../tiles/short-time.js';

const MINUTE_MS = 60_000;

export function LessonClock({ lesson, className }: { lesson: Lesson | null; className?: string }) {
  const text = useLiveTexts();
  const { language } = useTranslation();
  const left = useClock((now) => leftText(lesson, now, language));
  return (
    <p className={clsx('flex items-center gap-1.5', className)}>
      <Timer className="size-[1.15em] shrink-0 text-muted-foreground" aria-hidden />
      {lesson ? (
        <span>
          <span className="font-medium">{text('lesson.until', { time: clockTime(lesson.until, language) })}</span>
          <span className="text-muted-foreground tabular-nums">
            {' · '}
            {left === '' ? text('lesson.over') : text('lesson.left', { time: left })}
          </span>
        </span>
      ) : (
        <span className="text-muted-foreground">{text('lesson.none')}</span>
      )}
    </p>
  );
}

/** In whole minutes, rounded up; in the last minute in seconds; then empty. */
function leftText(lesson: Lesson | null, now: number, language: string): string {
  const left = lesson ? Date.parse(lesson.until) - now : 0;
  if (left <= 0) return '';
  return shortTime(left < MINUTE_MS ? left : Math.ceil(left / MINUTE_MS) * MINUTE_MS, language);
}
