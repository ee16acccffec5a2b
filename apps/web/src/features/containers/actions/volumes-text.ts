import type { Volume } from '@spawner/contracts';
import { byteText } from '../../../lib/quantities.js';

/** "/srv/www · 1,2 MiB"; the path alone while the size is unknown. */
export function volumesText(volumes: readonly Volume[], language: string): string {
  return volumes
    .map(({ path, bytes }) => (bytes === null ? path : `${path} · ${byteText(bytes, language)}`))
    .join(', ');
}
