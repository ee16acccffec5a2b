import type { ErrorCode, Problem } from '@spawner/contracts';

/** The API refused, with problem details (RFC 9457) in the language of the page. */
export class ApiProblem extends Error {
  override readonly name = 'ApiProblem';

  constructor(readonly problem: Problem) {
    super(problem.title);
  }
}

/** No response: no network, the server is away, or it took too long. */
export class NetworkFailure extends Error {
  override readonly name = 'NetworkFailure';

  constructor(
    readonly reason: 'unreachable' | 'timeout',
    cause: unknown,
  ) {
    super(`The server gave no answer (${reason}).`, { cause });
  }
}

/** A response that is not in the format of the API: the error page of a proxy, or another version. */
export class UnexpectedAnswer extends Error {
  override readonly name = 'UnexpectedAnswer';

  constructor(readonly status: number) {
    super(`The server answered ${status} in a form this page does not know.`);
  }
}

export const hasCode = (error: unknown, code: ErrorCode): boolean =>
  error instanceof ApiProblem && error.problem.code === code;

export const isLoggedOut = (error: unknown): boolean => error instanceof ApiProblem && error.problem.status === 401;

/** A temporary fault: the same request may succeed later. */
export const isPassing = (error: unknown): boolean =>
  error instanceof NetworkFailure ||
  (error instanceof UnexpectedAnswer && error.status >= 500) ||
  (error instanceof ApiProblem && error.problem.status >= 500);
