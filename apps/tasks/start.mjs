import { existsSync } from 'node:fs';
import { requireNode } from './node-version.mjs';

requireNode();
const { prepare } = await import('./prepare.mjs');
const { root } = await import('./workspace.mjs');

process.chdir(root);
await prepare();
// Does not replace variables that are already set.
if (existsSync('.env')) process.loadEnvFile('.env');
// In this process, so that Ctrl-C and a supervisor's signals reach Spawner directly.
await import(new URL('../api/dist/main.js', import.meta.url));
