import { chromium, engine, findRequirements, laptop, traefik } from '@spawner/kit/machine';
import { composeObstacle } from './compose.setup.mjs';

export default () =>
  findRequirements('browser stories', { chromium, engine, laptop }, { compose: composeObstacle, traefik });
