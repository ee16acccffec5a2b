import { AppError } from '../errors/app-error.js';

/** The parts of an absolute path inside an instance. Callers have checked it; this check is the last line of defence. */
export function partsOf(path: string): string[] {
  const [root, ...parts] = path.split('/');
  if (root !== '' || parts.length === 0 || parts.some((part) => ['', '.', '..'].includes(part))) {
    throw new AppError('invalid_request');
  }
  return parts;
}
