import type { ErrorCode, Problem } from '@spawner/contracts';

/** The API said no, and why (RFC 9457), in the reader's language. */
export class ApiProblem extends Error {
  override readonly name = 'ApiProblem';

  constructor(readonly problem: Problem) {
    super(problem.title);
  }
}

/** No answer came: no network, the server is away, or it took too long. */
export class NetworkFailure extends Error {
  override readonly name = 'NetworkFailure';

  constructor(
    readonly reason: 'unreachable' | 'timeout',
    cause: unknown,
  ) {
    super(`The server gave no answer (${reason}).`, { cause });
  }
}

/** An answer came, but not from the API this page was built for: a proxy's error page, or another version. */
export class UnexpectedAnswer extends Error {
  override readonly name = 'UnexpectedAnswer';

  constructor(
    readonly status: number,
    cause?: unknown,
  ) {
    super(`The server answered ${status} in a form this page does not know.`, { cause });
  }
}

export const hasCode = (error: unknown, code: ErrorCode): boolean =>
  error instanceof ApiProblem && error.problem.code === code;

export const isLoggedOut = (error: unknown): boolean => error instanceof ApiProblem && error.problem.status === 401;

/** Worth another try by itself: nothing the person did is wrong. */
export const isPassing = (error: unknown): boolean =>
  error instanceof NetworkFailure ||
  (error instanceof UnexpectedAnswer && error.status >= 500) ||
  (error instanceof ApiProblem && error.problem.status >= 500);
