import type { IncomingMessage, ServerResponse } from 'node:http';
import type { AppError } from '../../errors/app-error.js';
import { problemOf } from '../../errors/problem.filter.js';
import { preferredLanguage } from '../../i18n/language.js';

/** The problem once more, for the waiting page: the answer to its HEAD request has no body. And: this is not the service. */
export const PROBLEM_HEADER = 'x-spawner-problem';

/** Answers in place of a service; what was already sent to the visitor can only be cut off. */
export function refuse(request: IncomingMessage, response: ServerResponse, error: AppError): void {
  if (response.headersSent) {
    response.destroy();
    return;
  }
  const problem = problemOf(error, preferredLanguage(request.headers['accept-language']), '-');
  const body = JSON.stringify(problem);
  response.writeHead(problem.status, {
    'content-type': 'application/problem+json; charset=utf-8',
    'cache-control': 'no-store',
    'x-content-type-options': 'nosniff',
    [PROBLEM_HEADER]: encodeURIComponent(body),
    ...retryAfter(error),
  });
  response.end(body);
}

function retryAfter({ facts }: AppError): Record<string, string | number> {
  return facts['retryAfterSeconds'] === undefined ? {} : { 'retry-after': facts['retryAfterSeconds'] };
}
