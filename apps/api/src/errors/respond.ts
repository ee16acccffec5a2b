import { ServerResponse } from 'node:http';
import { Duplex } from 'node:stream';
import type { FastifyReply } from 'fastify';
import { type Language, preferredLanguage } from '../i18n/language.js';
import type { AppError } from './app-error.js';
import { problemOf } from './problem.js';

/**
 * Carries the problem, percent-encoded, on every answer in place of a service: the waiting page sends HEAD requests, whose
 * answers have no body. It marks an answer that is not the service's.
 */
export const PROBLEM_HEADER = 'x-spawner-problem';

/** Sends an error as problem JSON, over the framework, a plain response, or a socket that never became a response. */
export function respond(error: AppError, to: FastifyReply | ServerResponse | Duplex): void {
  if (to instanceof Duplex) respondOnSocket(error, to);
  else if (to instanceof ServerResponse) respondInPlaceOfService(error, to);
  else {
    const { id, headers } = to.request;
    const { status, headers: fields, body } = answerOf(error, preferredLanguage(headers['accept-language']), id);
    void to.status(status).headers(fields).send(body);
  }
}

function respondInPlaceOfService(error: AppError, response: ServerResponse): void {
  // Part of the service's answer was sent already: only a cut connection can still show the failure.
  if (response.headersSent) {
    response.destroy();
    return;
  }
  const { status, headers, body } = answerOf(error, preferredLanguage(response.req.headers['accept-language']));
  const own = { 'x-content-type-options': 'nosniff', [PROBLEM_HEADER]: encodeURIComponent(body) };
  response.writeHead(status, { ...headers, ...own });
  response.end(body);
}

/** And closes it. */
function respondOnSocket(error: AppError, socket: Duplex): void {
  // An 'error' event without a listener would end the process.
  socket.on('error', () => undefined);
  const { status, headers, body } = answerOf(error, 'en');
  const lines = Object.entries({ connection: 'close', 'content-length': Buffer.byteLength(body), ...headers }).map(
    ([name, value]) => `${name}: ${String(value)}\r\n`,
  );
  socket.end(`HTTP/1.1 ${String(status)} ${error.code}\r\n${lines.join('')}\r\n${body}`, () => {
    socket.destroy();
  });
}

interface Answer {
  readonly status: number;
  readonly headers: Readonly<Record<string, string | number>>;
  readonly body: string;
}

function answerOf(error: AppError, language: Language, requestId = '-'): Answer {
  const problem = problemOf(error, language, requestId);
  const { retryAfterSeconds } = error.facts;
  return {
    status: problem.status,
    headers: {
      'content-type': 'application/problem+json; charset=utf-8',
      'cache-control': 'no-store',
      ...(retryAfterSeconds !== undefined && { 'retry-after': retryAfterSeconds }),
    },
    body: JSON.stringify(problem),
  };
}
