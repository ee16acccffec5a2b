import { loadEnvFile } from './env-file.mjs';
import { requireNode } from './node-version.mjs';

// npm run doctor
requireNode();
const { prepare } = await import('./prepare.mjs');
const { root } = await import('./workspace.mjs');

process.chdir(root);
loadEnvFile();
await prepare();
await import(new URL('../api/dist/commands/doctor/main.js', import.meta.url));
