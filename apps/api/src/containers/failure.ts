import { stripVTControlCharacters } from 'node:util';
import type { ErrorCode, FailurePhase, LaunchStep } from '@spawner/contracts';
import type { AppError } from '../errors/app-error.js';
import type { Facts } from '../i18n/messages.js';
import { ImageBuildFailed } from '../runtime/image-build-failed.error.js';

/** Why a launch failed, as it is stored: facts only, because the reader chooses the language. */
export interface Failure {
  readonly code: ErrorCode;
  readonly facts: Facts;
  readonly phase: FailurePhase;
  readonly at: string;
  readonly logTail: readonly string[];
  /** Of a launch: the phases before. */
  readonly steps?: readonly LaunchStep[];
}

/** As in the queries that find rows to be corrected. */
const AWAY: readonly (string | undefined)[] = ['runtime_unreachable', 'machine_away'];

/** Otherwise it passes: once the runtime or the machine is back, the comparison goes on with the container. */
export const isForGood = (code: string | undefined): boolean => !AWAY.includes(code);

/** @param readLog what the instance wrote last; not read where the error has the log of an image that failed to build */
export async function failureOf(
  error: AppError,
  phase: FailurePhase,
  readLog: () => Promise<string[]>,
): Promise<Failure> {
  const logTail = error instanceof ImageBuildFailed ? error.logTail : await readLog().catch(() => []);
  return {
    code: error.code,
    facts: error.facts,
    phase,
    at: new Date().toISOString(),
    logTail: logTail.map((line) => stripVTControlCharacters(line)),
  };
}

/** Without any text that an application or the engine has written. */
export function withoutDetails(failure: Failure): Failure {
  const numbers = Object.entries(failure.facts).filter(([, fact]) => typeof fact === 'number');
  return { ...failure, facts: Object.fromEntries(numbers), logTail: [] };
}
