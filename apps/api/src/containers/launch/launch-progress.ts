import { isDeepStrictEqual } from 'node:util';
import type { LastLaunch, LaunchPhase, LaunchProgress, LaunchStep, RoomWait } from '@spawner/contracts';
import type { ImageProgress } from '../../runtime/image-store.js';

/** A line of a build can have any length, but a database notification has 8000 bytes at most. */
const DETAIL_LENGTH = 300;

type State = Omit<LaunchProgress, 'since' | 'moved_at' | 'steps'>;

const NO_DETAILS = { queue_position: null, wait: null, percent: null, bytes: null, detail: null };

/** The phase one launch is in, and how long the phases before took. */
export class LaunchTracker {
  private readonly startedAt = Date.now();
  private phaseStartedAt = this.startedAt;
  private movedAt = this.startedAt;
  private readonly steps: LaunchStep[] = [];
  private state: State = { phase: 'queued', ...NO_DETAILS };

  /** @param onChange called after every change */
  constructor(private readonly onChange: () => void = () => undefined) {}

  get phase(): LaunchPhase {
    return this.state.phase;
  }

  get progress(): LaunchProgress {
    return {
      ...this.state,
      since: new Date(this.phaseStartedAt).toISOString(),
      moved_at: new Date(this.movedAt).toISOString(),
      steps: [...this.steps],
    };
  }

  /** @param detail what is waited for, where that is known */
  enter(phase: LaunchPhase, detail: string | null = null): void {
    if (phase !== this.phase) this.endPhase();
    this.report({ phase, ...NO_DETAILS, detail });
  }

  /** Replaces the current phase, whose time counts for the new one. */
  turnTo(phase: LaunchPhase): void {
    this.report({ phase, ...NO_DETAILS });
  }

  queued(position: number): void {
    if (this.phase !== 'queued') this.endPhase();
    this.report({ phase: 'queued', ...NO_DETAILS, queue_position: position });
  }

  waiting(wait: RoomWait): void {
    if (this.phase !== 'queued') this.endPhase();
    if (isDeepStrictEqual(wait, this.state.wait)) return;
    this.report({ phase: 'queued', ...NO_DETAILS, queue_position: wait.position, wait });
  }

  image(progress: ImageProgress): void {
    const { percent, bytes, detail } = progress;
    this.report({
      phase: 'image',
      queue_position: null,
      wait: null,
      percent,
      bytes,
      detail: detail?.slice(0, DETAIL_LENGTH) ?? null,
    });
  }

  /** Ends the launch and gives its summary. */
  finish(): LastLaunch {
    this.endPhase();
    return { at: new Date().toISOString(), milliseconds: Date.now() - this.startedAt, steps: [...this.steps] };
  }

  private endPhase(): void {
    const now = Date.now();
    const ended = { phase: this.phase, milliseconds: now - this.phaseStartedAt };
    // A launch that did not wait has no step for the queue.
    if (ended.phase !== 'queued' || ended.milliseconds > 0) this.steps.push(ended);
    this.phaseStartedAt = now;
  }

  private report(state: State): void {
    if (hasMoved(this.state, state)) this.movedAt = Date.now();
    this.state = state;
    this.onChange();
  }
}

/** What somebody waits for may be known better without anything going on. */
const hasMoved = (before: State, now: State): boolean =>
  before.phase !== now.phase ||
  before.queue_position !== now.queue_position ||
  before.percent !== now.percent ||
  before.bytes?.done !== now.bytes?.done ||
  before.detail !== now.detail;
