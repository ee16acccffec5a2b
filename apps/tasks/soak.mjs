import { requireNode } from './node-version.mjs';

// npm run soak            an hour
// npm run soak -- 25      minutes
requireNode();
const { prepare } = await import('./prepare.mjs');

await prepare();
await import('../tests/bench/src/soak/main.mjs');
