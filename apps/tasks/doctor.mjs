import { existsSync } from 'node:fs';
import { requireNode } from './node-version.mjs';

// npm run doctor
requireNode();
const { prepare } = await import('./prepare.mjs');
const { root } = await import('./workspace.mjs');

process.chdir(root);
await prepare();
if (existsSync('.env')) process.loadEnvFile('.env');
await import(new URL('../api/dist/commands/doctor/main.js', import.meta.url));
