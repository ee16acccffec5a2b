import { existsSync } from 'node:fs';
import { requireNode } from './node-version.mjs';

requireNode();
const { prepare } = await import('./prepare.mjs');
const { root } = await import('./workspace.mjs');

process.chdir(root);
await prepare();
// Variables that are set already win over the file.
if (existsSync('.env')) process.loadEnvFile('.env');
// In this very process, so that Ctrl-C and a supervisor's signals reach the product and no one in between.
await import(new URL('../api/dist/main.js', import.meta.url));
