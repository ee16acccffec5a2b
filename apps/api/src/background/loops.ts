import { type BeforeApplicationShutdown, Injectable, type OnModuleDestroy } from '@nestjs/common';
import { Loop } from './loop.js';

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
    await this.stopped;
  }
}
