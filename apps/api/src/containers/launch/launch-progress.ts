import type { LastLaunch, LaunchPhase, LaunchProgress, LaunchStep } from '@spawner/contracts';
import type { ImageProgress } from '../../runtime/image-store.js';

/** A line of a build can be of any length, and a notification of the database cannot. */
const DETAIL_LENGTH = 300;

const nothing = { queue_position: null, percent: null, bytes: null, detail: null };

/** What one launch is doing right now, and how long it took for what is behind it. */
export class LaunchTracker {
  private readonly begun = Date.now();
  private phaseBegun = this.begun;
  private readonly steps: LaunchStep[] = [];
  private state: Omit<LaunchProgress, 'since' | 'steps'> = { phase: 'queued', ...nothing };

  /** @param onChange called after every change */
  constructor(private readonly onChange: () => void = () => undefined) {}

  get phase(): LaunchPhase {
    return this.state.phase;
  }

  get progress(): LaunchProgress {
    return { ...this.state, since: new Date(this.phaseBegun).toISOString(), steps: [...this.steps] };
  }

  enter(phase: LaunchPhase): void {
    if (phase !== this.phase) this.endPhase();
    this.tell({ phase, ...nothing });
  }

  /** What the present phase tried came to nothing; its time counts for this one. */
  turnTo(phase: LaunchPhase): void {
    this.tell({ phase, ...nothing });
  }

  queued(position: number): void {
    if (this.phase !== 'queued') this.endPhase();
    this.tell({ phase: 'queued', ...nothing, queue_position: position });
  }

  image(progress: ImageProgress): void {
    const { percent, bytes, detail } = progress;
    this.tell({
      phase: 'image',
      queue_position: null,
      percent,
      bytes,
      detail: detail?.slice(0, DETAIL_LENGTH) ?? null,
    });
  }

  /** The launch is over: how it went. */
  finish(): LastLaunch {
    this.endPhase();
    return { at: new Date().toISOString(), milliseconds: Date.now() - this.begun, steps: [...this.steps] };
  }

  private endPhase(): void {
    const now = Date.now();
    // Nobody waited: not worth a line.
    const passed = { phase: this.phase, milliseconds: now - this.phaseBegun };
    if (passed.phase !== 'queued' || passed.milliseconds > 0) this.steps.push(passed);
    this.phaseBegun = now;
  }

  private tell(state: typeof this.state): void {
    this.state = state;
    this.onChange();
  }
}
