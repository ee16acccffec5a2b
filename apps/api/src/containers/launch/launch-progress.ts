import type { LaunchPhase, LaunchProgress } from '@spawner/contracts';
import type { ImageProgress } from '../../runtime/container-runtime.js';

/** What one launch is doing right now. */
export class LaunchTracker {
  private state: LaunchProgress = { phase: 'queued', queue_position: null, percent: null, detail: null };

  get phase(): LaunchPhase {
    return this.state.phase;
  }

  get progress(): LaunchProgress {
    return this.state;
  }

  enter(phase: LaunchPhase): void {
    this.state = { phase, queue_position: null, percent: null, detail: null };
  }

  queued(position: number): void {
    this.state = { phase: 'queued', queue_position: position, percent: null, detail: null };
  }

  image(progress: ImageProgress): void {
    this.state = { phase: 'image', queue_position: null, ...progress };
  }
}
