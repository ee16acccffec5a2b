import { Injectable } from '@nestjs/common';
import type { LaunchProgress } from '@spawner/contracts';
import { type ContainerRef, formatKey } from '../../container-ref/container-ref.js';
import type { Lane } from '../admission/admission.js';
import type { Intent, Outcome } from '../intent.js';
import { LaunchProgressStore } from '../launch/launch-progress-store.js';
import { OperationSchedule } from './schedule.js';

/** Launches of a job wait behind those that a person has clicked. */
const BULK_LANE: Lane = 1;

/** Operations that are part of a job. */
@Injectable()
export class BulkOperations {
  constructor(
    private readonly operations: OperationSchedule,
    private readonly progress: LaunchProgressStore,
  ) {}

  /**
   * @param onlyWaits called when a launch waits for its application, whoever has begun it: that may take minutes
   * @throws AppError what `OperationSchedule.submit` throws
   */
  async submit<I extends Intent>(ref: ContainerRef, intent: I, onlyWaits: () => void): Promise<Outcome[I]> {
    const key = formatKey(ref);
    const look = (progress: LaunchProgress | null): void => {
      if (progress?.phase === 'ready' || progress?.phase === 'route') onlyWaits();
    };
    const stopListening = this.progress.subscribe((changed, progress) => {
      if (formatKey(changed) === key) look(progress);
    });
    look(this.progress.of(ref));
    try {
      return await this.operations.submit(ref, intent, BULK_LANE);
    } finally {
      stopListening();
    }
  }
}
