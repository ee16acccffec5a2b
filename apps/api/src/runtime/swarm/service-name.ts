import { createHash } from 'node:crypto';
import { containerName } from '@spawner/engine';

/** Managers refuse longer names. */
const LONGEST = 63;
const LONGEST_TYPE = 24;
/** A first or a second name (container-name.ts). */
const PARTS = /^user-(.+)-([a-z][a-z0-9]*)-(\d+)(?:-[0-9a-f]{8})?$/;

/** What the service of this container is called: a name that is too long is cut, and has a hash of the whole one. */
export function serviceName(name: string): string {
  const [, slug = '', type = '', userId = ''] = (name.length > LONGEST && PARTS.exec(name)) || [];
  if (!slug) return name;
  const hash = createHash('sha256').update(name).digest('hex').slice(0, 8);
  const cut = { type: type.slice(0, LONGEST_TYPE), userId: Number(userId) };
  const room = LONGEST - `${containerName({ ...cut, slug: '' })}-${hash}`.length;
  return `${containerName({ ...cut, slug: slug.slice(0, room).replace(/-$/, '') })}-${hash}`;
}
