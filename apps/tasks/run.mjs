import { spawn } from 'node:child_process';
import { delimiter, join } from 'node:path';
import { root } from './workspace.mjs';

const SIGNALS = ['SIGINT', 'SIGTERM', 'SIGHUP'];

/**
 * Runs a package's script line as a package manager does, but without the second that a package manager needs to start.
 * `show` prints the output directly; otherwise it is returned.
 * @returns {Promise<{ ok: boolean, output: string, seconds: number, reason: string }>}
 */
export function run(line, { cwd = root, env = {}, show = false, timeoutMs = 10 * 60_000 } = {}) {
  const began = performance.now();
  const bins = [join(cwd, 'node_modules', '.bin'), join(root, 'node_modules', '.bin')];
  return new Promise((resolve) => {
    const child = spawn(line, {
      cwd,
      shell: true,
      env: { ...process.env, ...env, PATH: [...bins, process.env.PATH].join(delimiter) },
      stdio: ['ignore', show ? 'inherit' : 'pipe', show ? 'inherit' : 'pipe'],
      timeout: timeoutMs,
      detached: true,
    });
    const passOn = (signal) => {
      // The whole group, because a shell does not pass a signal on.
      if (child.pid) process.kill(-child.pid, signal);
      // Not at once: other programs may run beside this one.
      setImmediate(() => process.exit(1));
    };
    for (const signal of SIGNALS) process.once(signal, passOn);
    child.once('exit', () => {
      for (const signal of SIGNALS) process.off(signal, passOn);
    });
    let output = '';
    child.stdout?.on('data', (chunk) => (output += chunk));
    child.stderr?.on('data', (chunk) => (output += chunk));
    const end = (ok, reason) => resolve({ ok, output, reason, seconds: (performance.now() - began) / 1000 });
    child.on('error', (error) => end(false, error.message));
    child.on('close', (code, signal) => end(code === 0, signal ? `ended by ${signal}` : `exit code ${code}`));
  });
}

export const tail = (text, lines) => text.trimEnd().split('\n').slice(-lines).join('\n');
