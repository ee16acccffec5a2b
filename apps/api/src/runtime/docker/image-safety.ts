import { AppError } from '../../errors/app-error.js';
import type { Template } from '../../templates/template.js';
import type { ImageConfig } from './docker-client.js';

/** A container takes over its image's labels, and Traefik and this product believe what a container's labels say. */
const RESERVED = /^(traefik|spawner)(\.|$)/i;

/** @throws AppError `image_unsafe`, in the words of the line of a Dockerfile that has to change */
export function refuseUnsafeImage({ image, confinement }: Template, config: ImageConfig): void {
  const label = Object.keys(config.Labels ?? {}).find((name) => RESERVED.test(name));
  if (label) throw new AppError('image_unsafe', { image, reason: `LABEL ${label.slice(0, 100)}` });
  const user = confinement.user ?? config.User ?? '';
  if (isRoot(user)) throw new AppError('image_unsafe', { image, reason: `USER ${user || 'root'}` });
}

/** As the engine reads it: nothing at all is root, and every way to write zero is zero. A name is looked up too late for us. */
const isRoot = (user: string): boolean => {
  const [name = ''] = user.split(':');
  return name === 'root' || Number(name) === 0;
};
