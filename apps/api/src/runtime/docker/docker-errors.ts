import { AppError } from '../../errors/app-error.js';

// Both are long, because slow engines exist and RuntimeHealth ends a launch sooner where the engine is away.
const READ_MS = 30_000;
const CHANGE_MS = 120_000;

/** How long the engine may take to answer a query. Builds, pulls and copies are watched by their progress instead. */
export const readDeadline = (): AbortSignal => AbortSignal.timeout(READ_MS);

/** How long it may take to change something: a start on a busy machine takes its time. */
export const changeDeadline = (): AbortSignal => AbortSignal.timeout(CHANGE_MS);

/** The engine's HTTP status where it answered, else undefined. */
export function statusOf(error: unknown): number | undefined {
  return error instanceof Error && 'statusCode' in error && typeof error.statusCode === 'number'
    ? error.statusCode
    : undefined;
}

/** The engine's message without the client's "(HTTP code …)" preamble; of an aborted call the reason why. */
export function reasonOf(error: unknown): string {
  if (!(error instanceof Error)) return String(error);
  if (error.name === 'AbortError' && error.cause) return reasonOf(error.cause);
  const json = 'json' in error ? (error.json as { message?: unknown } | null) : null;
  return typeof json?.message === 'string'
    ? json.message
    : error.message.replace(/^\(HTTP code \d+\) (?:[a-z ]+ - )?/, '').trim();
}

/** Runs a call to the engine and translates its failure to an AppError. Statuses listed in `expected` pass through. */
export async function engine<T>(call: Promise<T>, expected: readonly number[] = []): Promise<T> {
  try {
    return await call;
  } catch (error) {
    if (expected.includes(statusOf(error) ?? 0)) throw error;
    throw asAppError(error);
  }
}

/** For calls that have succeeded, too, when the engine answers with one of these statuses. */
export async function ignoring(statuses: readonly number[], call: Promise<unknown>): Promise<void> {
  try {
    await engine(call, statuses);
  } catch (error) {
    if (!statuses.includes(statusOf(error) ?? 0)) throw error;
  }
}

/** As the guard writes it, which has the last word on what the operator agreed to. */
const MISSING_CONSENT = /GUARD_[A-Z_]+=\S+(?= is missing in \.env)/g;
/** A proxy before the engine, and the engine before its containerd, answer so when what is behind them does not. */
const UPSTREAM_AWAY = [502, 503, 504];
const DISK_FULL = /no space left on device|disk quota exceeded/i;
const NO_ADDRESS =
  /no available (IPv4 )?address|address pools? .*(fully subnetted|exhausted)|could not find an available/i;

export function asAppError(error: unknown): AppError {
  if (error instanceof AppError) return error;
  const reason = reasonOf(error);
  const status = statusOf(error);
  if (DISK_FULL.test(reason)) return new AppError('disk_full', {}, { cause: error });
  if (/Pool overlaps with other one/i.test(reason)) return new AppError('subnet_taken', {}, { cause: error });
  if (NO_ADDRESS.test(reason)) return new AppError('no_address_left', {}, { cause: error });
  const lines = status === 403 && reason.match(MISSING_CONSENT);
  if (lines) return new AppError('not_permitted_here', { lines: lines.join('\n') }, { cause: error });
  if (status === undefined || UPSTREAM_AWAY.includes(status)) {
    return new AppError('runtime_unreachable', { reason }, { cause: error });
  }
  return new AppError('runtime_failed', { reason }, { cause: error });
}
