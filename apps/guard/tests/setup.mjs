import { engine, findRequirements } from '../../tests/kit/dist/machine.js';

export default () => findRequirements('guard', { engine });
