import { chromium, engine, findRequirements, laptop, traefik } from '@spawner/kit/machine';
import { composeObstacle } from './compose.setup.mjs';
import { galleryObstacle } from './gallery.setup.mjs';

export default () => {
  const gallery = process.env.SPAWNER_TEST_WHOLE === 'true' ? { gallery: galleryObstacle } : {};
  const optional = { compose: composeObstacle, traefik, ...gallery };
  return findRequirements('browser stories', { chromium, engine, laptop }, optional);
};
