import { fork } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';
import { freePort } from '@spawner/kit/free-port';

/**
 * Servers that only carry or check requests, each in its own process (door-server.mjs). All in the session of this process:
 * Linux divides the CPU among sessions first (autogroups). On a busy machine a server in a session of its own waits for its
 * turn at every request, beside one that shares the turn of the client: 0.29 × of the other's rate for the same code.
 */
export class DoorServers {
  #children = [];

  async start(kind, servicePort = 0) {
    const port = await freePort();
    const file = fileURLToPath(new URL('door-server.mjs', import.meta.url));
    const child = fork(file, [kind, port, servicePort].map(String));
    this.#children.push(child);
    const [headers] = await Promise.race([
      once(child, 'message'),
      once(child, 'exit').then(([code]) => {
        throw new Error(`The server "${kind}" of the bench ended with ${code}.`);
      }),
    ]);
    return { pid: child.pid, port, headers };
  }

  close() {
    for (const child of this.#children) child.kill();
  }
}
