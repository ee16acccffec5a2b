import type { IncomingMessage, ServerResponse } from 'node:http';
import type { Duplex } from 'node:stream';
import type { AppError } from '../../common/app-error.js';
import { preferredLanguage } from '../../common/i18n/language.js';
import { problemOf } from '../../common/problem.filter.js';

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

/** An upgrade's answer has no framework and no response object. */
export function refuseUpgrade(socket: Duplex, error: AppError): void {
  // Nobody else listens any more, and an error that nobody hears would end the process.
  socket.on('error', () => undefined);
  const { status } = problemOf(error, 'en', '-');
  const headers = Object.entries({ connection: 'close', 'content-length': 0, ...retryAfter(error) });
  const lines = headers.map(([name, value]) => `${name}: ${value}\r\n`).join('');
  socket.end(`HTTP/1.1 ${status} ${error.code}\r\n${lines}\r\n`);
}

function retryAfter({ facts }: AppError): Record<string, string | number> {
  return facts['retryAfterSeconds'] === undefined ? {} : { 'retry-after': facts['retryAfterSeconds'] };
}
