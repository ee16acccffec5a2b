// The built kit: Jest loads a global setup without its module mapping.
import { compose, engine, findRequirements, swarm, traefik } from '../../tests/kit/dist/machine.js';
import { runId } from '../../tests/kit/dist/run.js';
import { startPostgres } from './postgres.setup.mjs';

export default async function setup() {
  runId();
  await findRequirements('API', { engine, swarm }, { compose, traefik });
  await startPostgres();
}
