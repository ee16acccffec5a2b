import { chromium, engine, findRequirements, laptop, traefik } from '@spawner/kit/machine';
import { clusterObstacle } from './cluster.setup.mjs';
import { composeObstacle } from './compose.setup.mjs';
import { galleryObstacle } from './gallery.setup.mjs';

export default () => {
  const whole = process.env.SPAWNER_TEST_WHOLE === 'true' ? { cluster: clusterObstacle, gallery: galleryObstacle } : {};
  const optional = { compose: composeObstacle, traefik, ...whole };
  return findRequirements('browser stories', { chromium, engine, laptop }, optional);
};
