import { spawn } from 'node:child_process';
import { once } from 'node:events';
import net, { type Socket } from 'node:net';

const LISTEN = `const server = require('node:net').createServer();
server.listen({ port: 0, host: '127.0.0.1', backlog: 1 }, () => console.log(server.address().port));`;

/** An address where the kernel drops new connections, as where a container was: its listener's queue is full. */
export class SilentAddress {
  private constructor(
    readonly port: number,
    private readonly end: () => void,
  ) {}

  static async open(): Promise<SilentAddress> {
    const listener = spawn(process.execPath, ['-e', LISTEN], { stdio: ['ignore', 'pipe', 'inherit'] });
    const [line] = (await once(listener.stdout, 'data')) as [Buffer];
    const port = Number(line.toString());
    // A stopped process accepts nothing, so the first connections fill the queue.
    listener.kill('SIGSTOP');
    const held: Socket[] = [];
    while (await connects(port, held));
    return new SilentAddress(port, () => {
      for (const socket of held) socket.destroy();
      listener.kill('SIGKILL');
    });
  }

  close(): void {
    this.end();
  }
}

/** False: not within half a second, which the kernel needs microseconds for. */
async function connects(port: number, held: Socket[]): Promise<boolean> {
  const socket = net.connect(port, '127.0.0.1');
  held.push(socket.on('error', () => undefined));
  return Promise.race([
    once(socket, 'connect').then(() => true),
    new Promise<boolean>((resolve) => {
      setTimeout(resolve, 500, false);
    }),
  ]);
}
