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

/** npm passes a signal to its shell, which ends without passing it on and leaves this process to another parent. */
function endWithNpm() {
  if (!process.env.npm_lifecycle_event) return;
  const shell = process.ppid;
  const watch = setInterval(() => {
    if (process.ppid === shell) return;
    clearInterval(watch);
    process.kill(process.pid, 'SIGTERM');
  }, 500).unref();
}
