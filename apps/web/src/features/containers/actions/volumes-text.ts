import type { Volume } from '@spawner/contracts';
import { byteText } from '../../../lib/quantities.js';

/**
 * "/srv/www · 1,2 MiB"; the path alone while the size is unknown. Also for 0: it may be measured before the first upload,
 * and "0 B" would say that nothing is lost with it.
 */
export function volumesText(volumes: readonly Volume[], language: string): string {
  return volumes.map(({ path, bytes }) => (bytes ? `${path} · ${byteText(bytes, language)}` : path)).join(', ');
}
