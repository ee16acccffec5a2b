import { loadEnvFile } from './env-file.mjs';
import { requireNode } from './node-version.mjs';

// npm run admin -- list | grant ADDRESS | revoke ADDRESS | unblock ADDRESS
requireNode();
const { prepare } = await import('./prepare.mjs');
const { root } = await import('./workspace.mjs');

process.chdir(root);
loadEnvFile();
await prepare();
await import(new URL('../api/dist/commands/admin/main.js', import.meta.url));
