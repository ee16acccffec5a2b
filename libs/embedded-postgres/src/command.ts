import { spawn } from 'node:child_process';
import type { Account } from './account.js';

export interface CommandResult {
  ok: boolean;
  output: string;
}

interface CommandOptions {
  account: Account | undefined;
  timeoutMs: number;
}

/**
 * Runs one of PostgreSQL's programs. Detached, because Ctrl-C reaches the whole process group and our own shutdown has
 * to decide what happens to the database; with a bare environment, because PG* variables would change what it does and
 * a German locale its messages.
 */
export function runCommand(
  file: string,
  args: string[],
  { account, timeoutMs }: CommandOptions,
): Promise<CommandResult> {
  return new Promise((resolve) => {
    const unix = process.platform !== 'win32';
    const child = spawn(file, args, {
      ...account,
      ...(unix && { env: { PATH: '/usr/bin:/bin', LC_ALL: 'C' } }),
      cwd: unix ? '/' : undefined,
      detached: unix,
      windowsHide: true,
      timeout: timeoutMs,
      killSignal: 'SIGKILL',
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    let output = '';
    const collect = (chunk: Buffer) => (output += chunk.toString());
    child.stdout.on('data', collect);
    child.stderr.on('data', collect);
    child.on('error', (error) => resolve({ ok: false, output: error.message }));
    child.on('close', (code, signal) => {
      resolve({
        ok: code === 0,
        output: signal ? `${output}\nended by ${signal} after ${timeoutMs} ms` : output.trim(),
      });
    });
  });
}
