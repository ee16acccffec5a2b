import type { StartEstimate } from '@spawner/contracts';
import { TriangleAlert } from 'lucide-react';
import { useLessonTexts } from './texts/use-lesson-texts.js';
import { useDuration } from './use-duration.js';

/** How many start, how long that takes, and whether there is room for them. */
export function EstimateText({ estimate: { startable, room, seconds } }: { estimate: StartEstimate }) {
  const text = useLessonTexts();
  const { about } = useDuration();
  if (startable === 0) return <p className="text-muted-foreground">{text('start.none')}</p>;
  const starts = startable === 1 ? text('start.startsOne') : text('start.starts', { count: startable });
  return (
    <div className="grid gap-1.5">
      <p className="text-muted-foreground">
        {starts} {seconds !== null && text('start.takes', { time: about(seconds) })}
      </p>
      {room < startable && (
        <p className="flex gap-1.5 text-warning">
          <TriangleAlert className="mt-0.5 size-4 shrink-0" aria-hidden />
          {room === 0 ? text('start.noRoom') : text('start.room', { room, count: startable })}
        </p>
      )}
    </div>
  );
}
