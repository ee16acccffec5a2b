import { labels } from '@spawner/engine';
import { AppError } from '../../errors/app-error.js';
import type { ImageInfo } from './docker-client.js';

/** A container takes over its image's labels, and both Traefik and this product act on a container's labels. */
const RESERVED = /^(traefik|spawner)(\.|$)/i;

/**
 * @param as user to run it as instead of the image's own
 * @throws AppError `image_unsafe` with the line of a Dockerfile that has to change
 */
export function refuseUnsafeImage({ Config: config }: ImageInfo, image: string, as: string | null): void {
  const label = Object.keys(config?.Labels ?? {}).find((name) => RESERVED.test(name) && name !== labels.context);
  if (label) throw new AppError('image_unsafe', { image, reason: `LABEL ${label.slice(0, 100)}` });
  const user = as ?? config?.User ?? '';
  if (isRoot(user)) throw new AppError('image_unsafe', { image, reason: `USER ${user || 'root'}` });
}

/** As the engine reads it: no user is root, and every way to write zero is zero. Other names are resolved too late to be checked. */
const isRoot = (user: string): boolean => {
  const [name = ''] = user.split(':');
  return name === 'root' || Number(name) === 0;
};
