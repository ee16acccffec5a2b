import { resolve } from 'node:path';
import { loadEnvFile } from './env-file.mjs';
import { requireNode } from './node-version.mjs';

// npm run backup -- FOLDER
// npm run restore -- FOLDER [--replace]
requireNode();
const { prepare } = await import('./prepare.mjs');
const { root } = await import('./workspace.mjs');

const [command, folder, ...flags] = process.argv.slice(2);
const from = process.env.INIT_CWD ?? process.cwd();
process.argv.splice(2, Infinity, command, ...(folder ? [resolve(from, folder)] : []), ...flags);
process.chdir(root);
loadEnvFile();
await prepare();
await import(new URL('../api/dist/commands/backup/main.js', import.meta.url));
