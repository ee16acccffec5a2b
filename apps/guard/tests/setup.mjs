import { engine, findRequirements, swarm } from '../../tests/kit/dist/machine.js';

export default () => findRequirements('guard', { engine, swarm });
