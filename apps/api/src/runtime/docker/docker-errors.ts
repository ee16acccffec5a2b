import { AppError } from '../../common/app-error.js';

/** How long any single answer of the engine may take. Builds and pulls are watched by their progress instead. */
const ANSWER_MS = 15_000;

export const answerDeadline = (): AbortSignal => AbortSignal.timeout(ANSWER_MS);

/** For the few calls that take no signal. */
export function inTime<T>(call: Promise<T>): Promise<T> {
  const signal = answerDeadline();
  return Promise.race([
    call,
    new Promise<never>((_, reject) => {
      signal.addEventListener('abort', () => {
        reject(signal.reason as Error);
      });
    }),
  ]);
}

/** The engine's HTTP status where it answered, else undefined. */
export function statusOf(error: unknown): number | undefined {
  return error instanceof Error && 'statusCode' in error && typeof error.statusCode === 'number'
    ? error.statusCode
    : undefined;
}

/** The engine's own words without the client's "(HTTP code …)" preamble. */
export function reasonOf(error: unknown): string {
  if (!(error instanceof Error)) return String(error);
  const json = 'json' in error ? (error.json as { message?: unknown } | null) : null;
  return typeof json?.message === 'string' ? json.message : error.message;
}

/** Runs a call to the engine and gives whatever goes wrong its name. Statuses listed in `expected` pass through. */
export async function engine<T>(call: Promise<T>, expected: readonly number[] = []): Promise<T> {
  try {
    return await call;
  } catch (error) {
    if (expected.includes(statusOf(error) ?? 0)) throw error;
    throw asAppError(error);
  }
}

export function asAppError(error: unknown): AppError {
  if (error instanceof AppError) return error;
  const reason = reasonOf(error);
  if (statusOf(error) === undefined) return new AppError('runtime_unreachable', { reason }, { cause: error });
  if (/no space left on device/i.test(reason)) return new AppError('disk_full', {}, { cause: error });
  if (/Pool overlaps with other one/i.test(reason)) return new AppError('subnet_taken', {}, { cause: error });
  if (
    /no available (IPv4 )?address|address pools? .*(fully subnetted|exhausted)|could not find an available/i.test(
      reason,
    )
  ) {
    return new AppError('no_address_left', {}, { cause: error });
  }
  return new AppError('runtime_failed', { reason }, { cause: error });
}
