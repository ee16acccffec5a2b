import type { ErrorCode, FailurePhase } from '@spawner/contracts';
import type { Facts } from '../i18n/messages.js';

/** Why a launch failed, as it is stored: facts only, put into words when somebody reads it. */
export interface Failure {
  readonly code: ErrorCode;
  readonly facts: Facts;
  readonly phase: FailurePhase;
  readonly at: string;
  readonly logTail: readonly string[];
}

/** Without the log and whatever else an application or the engine has written. */
export function withoutDetails(failure: Failure): Failure {
  const numbers = Object.entries(failure.facts).filter(([, fact]) => typeof fact === 'number');
  return { ...failure, facts: Object.fromEntries(numbers), logTail: [] };
}
