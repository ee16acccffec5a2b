import { AppError } from '../errors/app-error.js';

/** One clear line for the operator: what stops the start, and what to do. */
export function explainStartFailure(failure: unknown): string {
  // The message names the failed connection; its cause has the advice.
  const error = failure instanceof AppError && failure.cause ? failure.cause : failure;
  if (!(error instanceof Error)) return `Spawner cannot start: ${String(error)}`;
  const code = 'code' in error ? error.code : undefined;
  const port = 'port' in error ? String(error.port) : '';
  switch (code) {
    case 'EADDRINUSE':
      return `Spawner cannot start: port ${port} is in use. End the other program, or choose another port with PORT=…`;
    case 'EADDRNOTAVAIL':
      return `Spawner cannot start: HOST is no address of this machine (${error.message}). 0.0.0.0 is all of them.`;
    case 'EACCES':
      return `Spawner cannot start: no permission (${error.message}). Choose a port above 1023 with PORT=…, or another DATA_DIR.`;
    case 'ENOSPC':
    case '53100':
      return 'Spawner cannot start: the disk is full. Make room, or choose another folder with DATA_DIR=…';
    case 'ECONNREFUSED':
    case 'ENOTFOUND':
    case '28P01':
    case '3D000':
      return `Spawner cannot start: the database of DATABASE_URL cannot be used (${error.message || code}).`;
    default:
      return `Spawner cannot start: ${error.message}`;
  }
}
