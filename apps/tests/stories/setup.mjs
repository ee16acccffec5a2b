import { chromium, engine, findRequirements, traefik } from '@spawner/kit/machine';
import { composeObstacle } from './compose.setup.mjs';

export default () => findRequirements('browser stories', { chromium, engine }, { compose: composeObstacle, traefik });
