import { requireNode } from './node-version.mjs';

requireNode();
const { prepare } = await import('./prepare.mjs');

await prepare();
await import('../tests/bench/src/main.mjs');
