import { stripVTControlCharacters } from 'node:util';
import type { FailurePhase } from '@spawner/contracts';
import type { AppError } from '../../errors/app-error.js';
import { ImageBuildFailed } from '../../runtime/image-build-failed.error.js';
import type { Failure } from '../failure.js';

/** The failure as it is stored: an image's own log where it failed to build, else what the instance wrote last. */
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
