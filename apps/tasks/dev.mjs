import { spawn } from 'node:child_process';
import { existsSync } from 'node:fs';
import { delimiter, join } from 'node:path';
import { requireNode } from './node-version.mjs';

// npm run dev: the API restarts and the dashboard reloads when their sources change.
requireNode();
const { prepare } = await import('./prepare.mjs');
const { packages, root } = await import('./workspace.mjs');

const DASHBOARD = 'http://localhost:5173';

process.chdir(root);
await prepare();
if (existsSync('.env')) process.loadEnvFile('.env');
// Mails, service links and the check of the request's origin need the address that the browser shows.
process.env.PUBLIC_URL ??= DASHBOARD;

const children = [
  ...packages()
    .filter(({ scripts }) => scripts.dev)
    .map(({ folder, scripts }) => start(scripts.dev, { cwd: folder, shell: true })),
  start(process.execPath, { cwd: root }, ['--watch', '--watch-preserve-output', 'apps/api/dist/main.js']),
];
console.log(`\nDashboard ${DASHBOARD}, proxies the API. Ctrl-C stops everything.\n`);

for (const signal of ['SIGINT', 'SIGTERM']) process.on(signal, () => end(signal));
for (const child of children) child.on('exit', () => end('SIGTERM'));

function start(command, options, args = []) {
  const bins = [options.cwd, root].map((folder) => join(folder, 'node_modules/.bin'));
  const env = { ...process.env, PATH: [...bins, process.env.PATH].join(delimiter) };
  return spawn(command, args, { ...options, env, stdio: ['ignore', 'inherit', 'inherit'], detached: true });
}

/** Signals each child's process group, because a shell does not forward signals. */
function end(signal) {
  for (const { pid, exitCode, signalCode } of children) {
    if (exitCode !== null || signalCode !== null) continue;
    try {
      process.kill(-pid, signal);
    } catch {
      // It has just ended.
    }
  }
}
