import type { ReachedLimit } from '@spawner/contracts';
import { AppError } from './app-error.js';

/** A launch would take its owner above a limit. Waiting would not help; stopping something else would. */
export class LimitReached extends AppError {
  constructor(readonly limit: ReachedLimit) {
    super('limit_reached', { kind: limit.kind, value: limit.value, used: limit.used });
    this.name = 'LimitReached';
  }
}
