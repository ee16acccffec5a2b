import { once } from 'node:events';
import net, { type AddressInfo, type Server, type Socket } from 'node:net';

const END = '<end>';

/** An application that keeps its connections and answers each request with the next of the given texts. */
export class ScriptedApplication {
  /** All requests but those of the readiness probe. */
  readonly requests: string[] = [];
  private readonly answers: string[] = [];
  private readonly sockets = new Set<Socket>();
  private readonly server: Server;

  /** @param otherwise where no text is left, and for the probe */
  private constructor(public otherwise: string) {
    this.server = net.createServer((socket) => {
      this.sockets.add(socket);
      socket.on('error', () => undefined);
      socket.once('close', () => this.sockets.delete(socket));
      let request = '';
      socket.on('data', (chunk: Buffer) => {
        request += chunk.toString('latin1');
        const [head = '', body = ''] = request.split('\r\n\r\n');
        if (!request.includes('\r\n\r\n') || body.length < Number(/content-length: (\d+)/i.exec(head)?.[1] ?? 0))
          return;
        this.answer(socket, request);
        request = '';
      });
    });
  }

  static async listen(otherwise: string): Promise<ScriptedApplication> {
    const application = new ScriptedApplication(otherwise);
    application.server.listen(0, '127.0.0.1');
    await once(application.server, 'listening');
    return application;
  }

  get port(): number {
    return (this.server.address() as AddressInfo).port;
  }

  /** @param answer closes the connection where it ends with `<end>` */
  script(answer: string): void {
    this.answers.push(answer);
  }

  /** The texts that were not used. */
  forget(): void {
    this.answers.length = 0;
  }

  async close(): Promise<void> {
    for (const socket of this.sockets) socket.destroy();
    this.server.close();
    await once(this.server, 'close');
  }

  private answer(socket: Socket, request: string): void {
    const isProbe = request.includes('Spawner-Probe');
    if (!isProbe) this.requests.push(request);
    const answer = (isProbe ? undefined : this.answers.shift()) ?? this.otherwise;
    if (answer.endsWith(END)) socket.end(answer.slice(0, -END.length), 'latin1');
    else socket.write(answer, 'latin1');
  }
}
