import { setMaxListeners } from 'node:events';
import { type BeforeApplicationShutdown, Injectable, type OnApplicationBootstrap } from '@nestjs/common';
import { Clock } from '../background/clock.js';
import { AppError } from '../errors/app-error.js';
import { ContainerRuntime } from './container-runtime.js';

const LOOK_MS = 2000;
/** A frozen engine takes connections and says nothing. */
const ANSWER_MS = 2000;

/** Whether the runtime answers. Asked all the time, so that nobody's click has to find out by waiting. */
@Injectable()
export class RuntimeHealth implements OnApplicationBootstrap, BeforeApplicationShutdown {
  private lastAnswer: Date;
  private gone = newAbsence();
  private timer: NodeJS.Timeout | undefined;
  private readonly listeners = new Set<() => void>();

  constructor(
    private readonly runtime: ContainerRuntime,
    private readonly clock: Clock,
  ) {
    this.lastAnswer = clock.now();
  }

  /** Null while it answers; else when it last did. */
  get awaySince(): Date | null {
    return this.away.aborted ? this.lastAnswer : null;
  }

  /** Aborted, with `runtime_unreachable`, while it does not answer. A new one with every time that it is back. */
  get away(): AbortSignal {
    return this.gone.signal;
  }

  /**
   * Calls back when it goes away and when it is back.
   * @returns what ends it
   */
  onChange(listener: () => void): () => void {
    this.listeners.add(listener);
    return () => this.listeners.delete(listener);
  }

  async onApplicationBootstrap(): Promise<void> {
    await this.look();
    this.scheduleLook();
  }

  beforeApplicationShutdown(): void {
    clearTimeout(this.timer);
    this.timer = undefined;
  }

  private scheduleLook(): void {
    this.timer = setTimeout(() => {
      void this.look().then(() => {
        if (this.timer) this.scheduleLook();
      });
    }, LOOK_MS);
  }

  private async look(): Promise<void> {
    const answered = await this.answers();
    if (answered) this.lastAnswer = this.clock.now();
    if (answered !== this.away.aborted) return;
    if (answered) this.gone = newAbsence();
    else this.gone.abort(new AppError('runtime_unreachable'));
    for (const listener of this.listeners) listener();
  }

  private async answers(): Promise<boolean> {
    let alarm: NodeJS.Timeout | undefined;
    const late = new Promise<false>((resolve) => {
      alarm = setTimeout(() => {
        resolve(false);
      }, ANSWER_MS);
    });
    const answer = this.runtime.ping().then(
      () => true,
      () => false,
    );
    return Promise.race([answer, late]).finally(() => {
      clearTimeout(alarm);
    });
  }
}

/** A class that launches at once waits with it at once; Node would take that for a leak and say so. */
function newAbsence(): AbortController {
  const absence = new AbortController();
  setMaxListeners(0, absence.signal);
  return absence;
}
