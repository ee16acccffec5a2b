import type { Readable } from 'node:stream';
import { StreamableFile } from '@nestjs/common';

/**
 * An archive that the browser saves.
 * @param name without a character that would need quoting, as slugs and types
 * @throws what the archive failed with before anybody read it
 */
export function zipFile(archive: Readable, name: string): StreamableFile {
  if (archive.errored) throw archive.errored;
  return new StreamableFile(archive, { type: 'application/zip', disposition: `attachment; filename="${name}.zip"` });
}
