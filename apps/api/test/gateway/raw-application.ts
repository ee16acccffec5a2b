import { once } from 'node:events';
import net, { type AddressInfo, type Server, type Socket } from 'node:net';

/** An application that answers each request with given bytes, whether they are HTTP or not. */
export class RawApplication {
  answer: Buffer = Buffer.alloc(0);
  /** Does not close the connection after its answer. */
  holdsOpen = false;
  private readonly sockets = new Set<Socket>();
  private readonly server: Server;

  private constructor() {
    this.server = net.createServer((socket) => {
      this.sockets.add(socket);
      socket.on('error', () => undefined);
      socket.once('close', () => this.sockets.delete(socket));
      socket.once('data', () => {
        if (this.holdsOpen) socket.write(this.answer);
        else socket.end(this.answer);
      });
    });
  }

  static async listen(): Promise<RawApplication> {
    const application = new RawApplication();
    application.server.listen(0, '127.0.0.1');
    await once(application.server, 'listening');
    return application;
  }

  get port(): number {
    return (this.server.address() as AddressInfo).port;
  }

  /** Until the gateway can reuse none of its connections: on one that is being closed the next request would fail. */
  async disconnected(): Promise<void> {
    for (const socket of this.sockets) await once(socket.resume(), 'close');
  }

  /** Until the next request has its whole answer. */
  async hasAnswered(): Promise<void> {
    const [socket] = (await once(this.server, 'connection')) as [Socket];
    await once(socket, 'close');
  }

  async close(): Promise<void> {
    for (const socket of this.sockets) socket.destroy();
    this.server.close();
    if (this.server.listening) await once(this.server, 'close');
  }
}
