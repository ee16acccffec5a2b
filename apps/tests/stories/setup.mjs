import { chromium, engine, findRequirements, laptop } from '@spawner/kit/machine';
import { composeObstacle } from './compose.setup.mjs';

export default () => findRequirements('browser stories', { chromium, engine, laptop }, { compose: composeObstacle });
