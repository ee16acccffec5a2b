import type { ErrorCode } from '@spawner/contracts';

export type Facts = Readonly<Record<string, string | number>>;

/**
 * Something that went wrong in a way the product has a name for. The code chooses HTTP status and texts
 * (problem.filter.ts, i18n/); the facts fill the texts' `{places}`.
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
