import { HttpException, type Logger } from '@nestjs/common';
import {
  addressFault,
  type ErrorCode,
  type LimitKind,
  patternFault,
  type Problem,
  type ReachedLimit,
} from '@spawner/contracts';
import { QueryFailedError, QueryRunnerAlreadyReleasedError, QueryRunnerProviderAlreadyReleasedError } from 'typeorm';
import type { Language } from '../i18n/language.js';
import { type Facts, format, messages } from '../i18n/messages.js';
import { AppError } from './app-error.js';
import { ArchiveUnsafe } from './archive-unsafe.error.js';
import { ChangedMeanwhile } from './changed-meanwhile.error.js';
import { InvalidRequest } from './invalid-request.error.js';
import { LimitReached } from './limit-reached.error.js';

export const statusOf: Readonly<Record<ErrorCode, number>> = {
  invalid_request: 400,
  body_too_large: 413,
  headers_too_large: 431,
  address_too_long: 414,
  request_timeout: 408,
  unsupported_media_type: 415,
  not_found: 404,
  method_not_allowed: 405,
  not_logged_in: 401,
  forbidden: 403,
  access_denied: 403,
  own_origin_needed: 403,
  visit_unannounced: 403,
  labels_outdated: 403,
  entry_failed: 403,
  share_ended: 410,
  too_many_shares: 409,
  own_account: 409,
  last_admin: 409,
  last_teacher: 409,
  role_needed: 409,
  class_archived: 409,
  file_unreadable: 400,
  too_many_rows: 400,
  class_in_use: 409,
  lesson_open: 409,
  no_lesson: 409,
  not_for_class_accounts: 403,
  not_class_account: 409,
  card_invalid: 403,
  card_paused: 429,
  join_code_invalid: 404,
  class_full: 409,
  mail_taken: 409,
  foreign_origin: 403,
  link_invalid: 410,
  confirmation_needed: 409,
  code_invalid: 403,
  account_blocked: 403,
  own_deletion_off: 403,
  fresh_login_needed: 403,
  registration_closed: 403,
  mail_not_allowed: 403,
  setup_code_needed: 403,
  setup_code_wrong: 403,
  approval_pending: 403,
  approval_refused: 403,
  scope_missing: 403,
  too_many_mails: 429,
  too_many_requests: 429,
  unknown_type: 400,
  superseded: 409,
  changed_meanwhile: 409,
  setting_locked: 409,
  nothing_selected: 400,
  image_missing: 502,
  image_pull_failed: 502,
  image_build_failed: 502,
  buildkit_missing: 502,
  image_stalled: 504,
  image_unsafe: 502,
  container_outdated: 502,
  not_permitted_here: 403,
  container_exited: 502,
  container_killed: 502,
  out_of_memory: 502,
  not_listening: 504,
  not_ready: 504,
  unhealthy: 504,
  not_routed: 504,
  service_unavailable: 502,
  service_asleep: 503,
  service_starting: 503,
  no_container: 404,
  files_not_accepted: 400,
  file_too_large: 413,
  archive_invalid: 400,
  archive_too_large: 413,
  archive_unsafe: 400,
  no_upload_folder: 409,
  folder_in_the_way: 409,
  files_dir_full: 507,
  nothing_to_collect: 409,
  material_waits: 409,
  collection_incomplete: 409,
  collection_gone: 410,
  name_taken: 409,
  last_machine: 409,
  machine_away: 503,
  no_address_left: 503,
  subnet_taken: 503,
  disk_full: 507,
  layer_full: 507,
  storage_full: 507,
  limit_reached: 409,
  no_room: 503,
  runtime_unreachable: 503,
  runtime_failed: 502,
  database_unavailable: 503,
  shutting_down: 503,
  internal_error: 500,
};

/** Statuses that the framework raises by itself, before any of our code runs. */
const codeOfStatus: Readonly<Record<number, ErrorCode>> = {
  400: 'invalid_request',
  401: 'not_logged_in',
  403: 'forbidden',
  404: 'not_found',
  405: 'method_not_allowed',
  413: 'body_too_large',
  414: 'address_too_long',
  415: 'unsupported_media_type',
  429: 'too_many_requests',
};

/** The answer leaves the cause out, so this line is the only trace of it. */
export function logCause(logger: Logger, { code, cause }: AppError, requestId?: string): void {
  if (statusOf[code] < 500 || cause === undefined) return;
  if (code === 'internal_error') logger.error({ err: cause, requestId }, 'unexpected error');
  else logger.warn({ err: cause, requestId }, `request failed: ${code}`);
}

/** The named error for anything that was thrown. */
export function toAppError(exception: unknown): AppError {
  if (exception instanceof AppError) return exception;
  const isLost =
    // The connection of a transaction broke between two of its statements: TypeORM has released it.
    exception instanceof QueryRunnerAlreadyReleasedError ||
    exception instanceof QueryRunnerProviderAlreadyReleasedError ||
    (exception instanceof QueryFailedError && isConnectionLoss(exception.driverError as DriverError));
  if (isLost) {
    return new AppError('database_unavailable', {}, { cause: exception });
  }
  const status = exception instanceof HttpException ? exception.getStatus() : fastifyStatus(exception);
  return new AppError(codeOfStatus[status] ?? 'internal_error', {}, { cause: exception });
}

export function problemOf(error: AppError, language: Language, requestId: string): Problem {
  const texts = messages(language);
  const limit = error instanceof LimitReached ? error.limit : null;
  const because = error instanceof ArchiveUnsafe && { because: texts.archiveUnsafe[error.fault] };
  const facts = { ...error.facts, ...(limit && limitFacts(limit, language)), ...because, requestId };
  const text = limit ? texts.limitReached[limit.kind] : texts.errors[error.code];
  return {
    type: `urn:spawner:${error.code}`,
    title: format(text.title, facts),
    status: statusOf[error.code],
    detail: format(text.detail, facts),
    code: error.code,
    request_id: requestId,
    ...(error instanceof InvalidRequest && { errors: fieldErrors(error, language) }),
    ...(error instanceof ChangedMeanwhile && { current: error.current }),
    ...(limit && { limit }),
  };
}

function limitFacts({ kind, value, rule, holding }: ReachedLimit, language: Language): Facts {
  const { limitRules } = messages(language);
  return {
    value: amount(kind, value, language),
    rule: format(limitRules[rule.scope], { role: rule.role ?? '' }),
    holding: holding.map(({ type }) => type).join(', '),
  };
}

/** Containers are counted; bytes are shown as gibibytes, and thousandths of a core as cores. */
function amount(kind: LimitKind, value: number, language: Language): string {
  const unit = kind === 'memory' || kind === 'storage' ? 1024 ** 3 : kind === 'cpu' ? 1000 : 1;
  return new Intl.NumberFormat(language, { maximumFractionDigits: 2 }).format(value / unit);
}

function fieldErrors(error: InvalidRequest, language: Language): NonNullable<Problem['errors']> {
  const { invalidFields } = messages(language);
  return error.issues.map((issue) => {
    const path = (issue.path ?? []).map((key) => String(typeof key === 'object' ? key.key : key)).join('.');
    if ('code' in issue && issue.code === 'unrecognized_keys' && 'keys' in issue) {
      return { path: (issue.keys as string[]).join(', '), message: invalidFields.unknown };
    }
    const pattern = patternFault(issue);
    if (pattern) return { path, message: format(invalidFields.pattern[pattern.fault], { place: pattern.at + 1 }) };
    if (path === 'email') return { path, message: invalidFields.address[addressFault(issue)] };
    return {
      path,
      message: path === 'token' || path === 'code' ? invalidFields[path] : invalidFields.other,
    };
  });
}

/** Fastify's own errors (body too large, malformed JSON, …) carry a statusCode and are no HttpException. */
function fastifyStatus(exception: unknown): number {
  const known = exception instanceof Error && 'statusCode' in exception && typeof exception.statusCode === 'number';
  return known ? (exception.statusCode as number) : 500;
}

/**
 * What a query fails with when its connection breaks (SQLSTATE class 08, or an error of its socket), the server goes
 * away (57P) or does not answer in time (57014, or the driver's own timeout). The driver's own errors have no code.
 */
function isConnectionLoss({ code = '', syscall, message }: DriverError): boolean {
  return (
    /^(08|57P|57014)/.test(code) ||
    syscall !== undefined ||
    /Connection terminated|Query read timeout|not queryable/.test(message)
  );
}

type DriverError = Error & { readonly code?: string; readonly syscall?: string };
