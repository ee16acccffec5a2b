import { isRoot, labels } from '@spawner/engine';
import { AppError } from '../../errors/app-error.js';
import type { Confinement } from '../../templates/template.js';
import type { ImageInfo } from './docker-client.js';

/** A container takes over its image's labels, and both Traefik and this product act on a container's labels. */
const RESERVED = /^(traefik|spawner)(\.|$)/i;

/**
 * @param confinement with the user to run it as instead of the image's own
 * @throws AppError `image_unsafe` with the line of a Dockerfile that has to change
 */
export function refuseUnsafeImage(
  { Config: config }: ImageInfo,
  image: string,
  { user: as, root }: Pick<Confinement, 'user' | 'root'>,
): void {
  const label = Object.keys(config?.Labels ?? {}).find((name) => RESERVED.test(name) && name !== labels.context);
  if (label) throw new AppError('image_unsafe', { image, reason: `LABEL ${label.slice(0, 100)}` });
  const user = as ?? config?.User ?? '';
  if (!root && isRoot(user)) throw new AppError('image_unsafe', { image, reason: `USER ${user || 'root'}` });
}
