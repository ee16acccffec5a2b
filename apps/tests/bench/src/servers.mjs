import { once } from 'node:events';
import { fileURLToPath } from 'node:url';
import { freePort } from '@spawner/kit/free-port';
import { Program } from '@spawner/kit/program';

let giveUp;

/** Rejects with the output of a process that ended by itself: what is measured after that would be refused connections. */
export const broken = new Promise((_resolve, reject) => (giveUp = reject));

export function watch(name, program) {
  void program.exited.then(({ code, signal }) => {
    if (!program.isEnding) giveUp(new Error(`${name} ended (${signal ?? code}):\n${program.log(40)}`));
  });
  return program;
}

/** A server of the benchmark in a process of its own. Its module gets the port and the arguments, and sends one message when it listens. */
export async function startServer(module, ...args) {
  const port = await freePort();
  const file = fileURLToPath(new URL(module, import.meta.url));
  const program = Program.start(process.execPath, [file, String(port), ...args.map(String)], { ipc: true });
  watch(module, program);
  const [message] = await once(program.child, 'message');
  return { port, message, stop: () => program.end('SIGTERM') };
}
