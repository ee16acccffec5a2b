import { findEngine } from './engine.setup.mjs';
import { startPostgres } from './postgres.setup.mjs';

export default async function setup() {
  await findEngine();
  await startPostgres();
}
