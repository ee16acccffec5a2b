import { spawn } from 'node:child_process';
import { delimiter, join } from 'node:path';
import { loadEnvFile } from './env-file.mjs';
import { requireNode } from './node-version.mjs';

// npm run dev: the API restarts and the dashboard reloads when their sources change.
requireNode();
const { prepare } = await import('./prepare.mjs');
const { packages, root } = await import('./workspace.mjs');

const DASHBOARD = 'http://localhost:5173';

process.chdir(root);
loadEnvFile();
await prepare();
// Mails, service links and the check of the request's origin need the address that the browser shows.
process.env.PUBLIC_URL ??= DASHBOARD;

const compilers = packages()
  .filter(({ scripts }) => scripts.dev)
  .map(({ folder, scripts }) => start(scripts.dev, { cwd: folder, shell: true }));
let ending = false;
const api = start(process.execPath, { cwd: root }, ['--watch', '--watch-preserve-output', 'apps/api/dist/main.js']);
console.log(`\nDashboard ${DASHBOARD}, API behind it. Ctrl-C ends everything.\n`);

for (const signal of ['SIGINT', 'SIGTERM']) process.on(signal, end);
for (const child of [...compilers, api]) child.on('exit', end);

function start(command, options, args = []) {
  const bins = [options.cwd, root].map((folder) => join(folder, 'node_modules/.bin'));
  const env = { ...process.env, PATH: [...bins, process.env.PATH].join(delimiter) };
  return spawn(command, args, { ...options, env, stdio: ['ignore', 'inherit', 'inherit'], detached: true });
}

/** Once: Ctrl-C reaches this process from the terminal and from npm, and a second signal would cut the product short. */
function end() {
  if (ending) return;
  ending = true;
  // Node passes it on to the product and waits for it.
  if (isRunning(api)) api.kill('SIGTERM');
  // The whole group, because a shell does not pass a signal on.
  for (const { pid } of compilers.filter(isRunning)) process.kill(-pid, 'SIGTERM');
}

function isRunning({ exitCode, signalCode }) {
  return exitCode === null && signalCode === null;
}
