import type { Readable } from 'node:stream';
import { StreamableFile } from '@nestjs/common';

/** An archive that the browser saves. @param name without a character that would need quoting, as slugs and types */
export const zipFile = (archive: Readable, name: string): StreamableFile =>
  new StreamableFile(archive, { type: 'application/zip', disposition: `attachment; filename="${name}.zip"` });
