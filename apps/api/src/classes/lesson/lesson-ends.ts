import { Injectable, type OnApplicationBootstrap, type OnModuleDestroy } from '@nestjs/common';
import { Clock } from '../../background/clock.js';
import type { Loop } from '../../background/loop.js';
import { Loops } from '../../background/loops.js';
import { ClassChanges } from '../class-changes.js';
import { Lessons } from './lessons.js';

/** Only for what no deadline says, such as a clock that was set. */
const LOOK_MS = 60_000;

/** Ends lessons at their time. Each process has the deadline of the next one, which moves with every change of a lesson. */
@Injectable()
export class LessonEnds implements OnApplicationBootstrap, OnModuleDestroy {
  private loop: Loop | undefined;
  private deadline: NodeJS.Timeout | undefined;
  private endChanges: () => void = () => undefined;

  constructor(
    private readonly lessons: Lessons,
    private readonly changes: ClassChanges,
    private readonly clock: Clock,
    private readonly loops: Loops,
  ) {}

  /** At the start those end whose time was over while no process ran. */
  onApplicationBootstrap(): void {
    const loop = this.loops.every(LOOK_MS, 'ending lessons', () => this.look());
    this.endChanges = this.changes.subscribe((change) => {
      // A class that is archived changes itself.
      const isLesson = change === 'all' || change.kind === 'lesson' || change.user_id === null;
      if (isLesson) void loop.run();
    });
    this.loop = loop;
    void loop.run();
  }

  onModuleDestroy(): void {
    this.endChanges();
    clearTimeout(this.deadline);
  }

  private async look(): Promise<void> {
    const next = await this.lessons.endDue();
    clearTimeout(this.deadline);
    if (!next) return;
    const left = Math.max(0, next.getTime() - this.clock.now().getTime());
    this.deadline = setTimeout(() => void this.loop?.run(), left).unref();
  }
}
