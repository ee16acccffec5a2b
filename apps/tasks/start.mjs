import { endWithNpm } from './end-with-npm.mjs';
import { loadEnvFile } from './env-file.mjs';
import { requireNode } from './node-version.mjs';

requireNode();
endWithNpm();
const { prepare } = await import('./prepare.mjs');
const { root } = await import('./workspace.mjs');

process.chdir(root);
// Before the packages are installed, because that may need its proxy.
loadEnvFile();
await prepare();
// In this process, so that Ctrl-C and a supervisor's signals reach Spawner directly.
await import(new URL('../api/dist/main.js', import.meta.url));
