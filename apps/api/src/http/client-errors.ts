import type { Socket } from 'node:net';
import type { ErrorCode } from '@spawner/contracts';
import { AppError } from '../errors/app-error.js';
import { respond } from '../errors/respond.js';

const codes: Readonly<Record<string, ErrorCode>> = {
  HPE_HEADER_OVERFLOW: 'headers_too_large',
  ERR_HTTP_REQUEST_TIMEOUT: 'request_timeout',
};

/** Answers bytes that never became a request: too large, too slow, or not HTTP. */
export function refuseClient(error: Error & { readonly code?: string }, socket: Socket): void {
  if (error.code === 'ECONNRESET' || !socket.writable) socket.destroy();
  else respond(new AppError(codes[error.code ?? ''] ?? 'invalid_request'), socket);
}
