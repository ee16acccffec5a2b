import { useLessonTexts } from './texts/use-lesson-texts.js';

/** `about`: as an estimate is told. */
export function useDuration(): { about: (seconds: number) => string; exact: (ms: number) => string } {
  const text = useLessonTexts();
  return {
    about: (seconds) => {
      if (seconds < 55) return text('time.seconds', { count: Math.max(5, Math.ceil(seconds / 5) * 5) });
      const minutes = Math.round(seconds / 60);
      return minutes <= 1 ? text('time.minute') : text('time.minutes', { count: minutes });
    },
    exact: (ms) => {
      const minutes = Math.max(1, Math.round(ms / 60_000));
      if (minutes === 1) return text('time.exactOne');
      if (minutes < 120) return text('time.exact', { minutes });
      return text('time.hours', { hours: Math.floor(minutes / 60), minutes: minutes % 60 });
    },
  };
}
