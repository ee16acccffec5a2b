import { requireNode } from './node-version.mjs';

requireNode();
const { prepare } = await import('./prepare.mjs');

await prepare();
await import('../bench/src/main.mjs');
