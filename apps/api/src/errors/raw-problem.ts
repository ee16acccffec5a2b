import type { Duplex } from 'node:stream';
import type { AppError } from './app-error.js';
import { problemOf } from './problem.filter.js';

/** Answers where there is no response object, and hangs up. */
export function sendRawProblem(socket: Duplex, error: AppError): void {
  // Nobody else listens any more, and an error that nobody hears would end the process.
  socket.on('error', () => undefined);
  const problem = problemOf(error, 'en', '-');
  const body = JSON.stringify(problem);
  const { retryAfterSeconds } = error.facts;
  const lines = Object.entries({
    connection: 'close',
    'content-type': 'application/problem+json; charset=utf-8',
    'content-length': Buffer.byteLength(body),
    ...(retryAfterSeconds !== undefined && { 'retry-after': retryAfterSeconds }),
  }).map(([name, value]) => `${name}: ${String(value)}\r\n`);
  socket.end(`HTTP/1.1 ${String(problem.status)} ${error.code}\r\n${lines.join('')}\r\n${body}`, () => {
    socket.destroy();
  });
}
