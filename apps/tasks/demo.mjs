import { endWithNpm } from './end-with-npm.mjs';
import { requireNode } from './node-version.mjs';

// npm run demo            a school with three classes and 90 people, in an installation of its own below .data/demo
requireNode();
endWithNpm();
const { prepare } = await import('./prepare.mjs');
const { root } = await import('./workspace.mjs');

process.chdir(root);
await prepare();
await import('./demo/main.mjs');
