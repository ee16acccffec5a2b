import { isRoot } from '@spawner/engine';
import type Docker from 'dockerode';
import { AppError } from '../../errors/app-error.js';
import type { Confinement } from '../../templates/template.js';
import { type ImageConfig, imageConfig } from './docker-client.js';
import { engine, statusOf } from './docker-errors.js';

/** A container takes over its image's labels, and both Traefik and this product act on a container's labels. */
const RESERVED = /^(traefik|spawner)(\.|$)/i;

/**
 * @param confinement with the user to run it as instead of the image's own
 * @throws AppError `image_missing`, or `image_unsafe` with the line of a Dockerfile that has to change
 */
export async function refuseUnsafeImage(
  docker: Docker,
  image: string,
  { user: as, root }: Pick<Confinement, 'user' | 'root'>,
): Promise<void> {
  const config = await configOf(docker, image);
  const label = Object.keys(config.Labels ?? {}).find((name) => RESERVED.test(name));
  if (label) throw new AppError('image_unsafe', { image, reason: `LABEL ${label.slice(0, 100)}` });
  const user = as ?? config.User ?? '';
  if (!root && isRoot(user)) throw new AppError('image_unsafe', { image, reason: `USER ${user || 'root'}` });
}

async function configOf(docker: Docker, image: string): Promise<ImageConfig> {
  try {
    return await engine(imageConfig(docker, image), [404]);
  } catch (error) {
    if (statusOf(error) !== 404) throw error;
    throw new AppError('image_missing', { image }, { cause: error });
  }
}
