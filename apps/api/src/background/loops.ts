import { type BeforeApplicationShutdown, Injectable, type OnModuleDestroy } from '@nestjs/common';
import { Loop } from './loop.js';

/** A run that waits for an engine or mail server that does not answer must not take the time that the database needs to end. */
const LONGEST_END_MS = 3000;

/** The loops of this process. They end with it. */
@Injectable()
export class Loops implements OnModuleDestroy, BeforeApplicationShutdown {
  private readonly loops: Loop[] = [];
  private stopped: Promise<unknown> = Promise.resolve();

  /** Starts a loop; its first run is after `everyMs`. */
  every(everyMs: number, name: string, work: () => Promise<void>): Loop {
    const loop = new Loop(name, everyMs, work);
    this.loops.push(loop);
    loop.start();
    return loop;
  }

  /** Not waited for here: other modules would begin to end only after the longest run. */
  onModuleDestroy(): void {
    this.stopped = Promise.all(this.loops.map((loop) => loop.stop()));
  }

  async beforeApplicationShutdown(): Promise<void> {
    let alarm: NodeJS.Timeout | undefined;
    const late = new Promise((resolve) => {
      alarm = setTimeout(resolve, LONGEST_END_MS);
    });
    await Promise.race([this.stopped, late]);
    clearTimeout(alarm);
  }
}
