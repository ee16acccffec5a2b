import type { ErrorCode } from '@spawner/contracts';
import type { Facts } from '../i18n/messages.js';

/**
 * Something that went wrong in a way the product has a name for. The code chooses HTTP status and texts
 * (problem.ts, i18n/); the facts fill the texts' `{places}`.
 */
export class AppError extends Error {
  constructor(
    readonly code: ErrorCode,
    readonly facts: Facts = {},
    options?: ErrorOptions,
  ) {
    super(`${code} ${JSON.stringify(facts)}`, options);
    this.name = 'AppError';
  }
}
