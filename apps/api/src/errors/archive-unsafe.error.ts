import type { NotStored } from '@spawner/contracts';
import { AppError } from './app-error.js';

export type ArchiveFault = Exclude<NotStored, 'too_large' | 'in_the_way'>;

/** One entry of an archive is not stored, and therefore none. */
export class ArchiveUnsafe extends AppError {
  constructor(
    entry: string,
    readonly fault: ArchiveFault,
    options?: ErrorOptions,
  ) {
    super('archive_unsafe', { entry: entry.slice(0, 200) }, options);
    this.name = 'ArchiveUnsafe';
  }
}
