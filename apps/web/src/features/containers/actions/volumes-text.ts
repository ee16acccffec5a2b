import type { KeptFolder } from '@spawner/contracts';
import { byteText } from '../../../lib/quantities.js';

/** "/srv/www · 1,2 MB"; just the path while its size is not known. */
export function keptText(kept: readonly KeptFolder[], language: string): string {
  return kept.map(({ path, bytes }) => (bytes === null ? path : `${path} · ${byteText(bytes, language)}`)).join(', ');
}
