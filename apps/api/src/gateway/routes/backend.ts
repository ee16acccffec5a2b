import { Agent, type IncomingMessage, type ServerResponse } from 'node:http';
import type { Socket } from 'node:net';
import type { ResponsePolicy } from '../../access/access-policy.js';
import type { Address } from '../../runtime/container-runtime.js';
import { ApplicationProxy } from '../application-proxy.js';
import { allowEverything, isPreflight, restrainAnswer } from '../headers/response-headers.js';

/** The address of a running container, and the connections to it. */
export class Backend {
  private readonly agent = new Agent({ keepAlive: true, maxSockets: 256, maxFreeSockets: 32 });
  private readonly proxy: ApplicationProxy;
  /** Those that are upgraded, such as WebSockets. */
  private readonly sockets = new Set<Socket>();

  constructor(
    readonly address: Address,
    /** What the application sees in front of every path; empty where it is taken away. */
    readonly keptPrefix: string,
    private readonly responsePolicy: ResponsePolicy,
  ) {
    this.proxy = new ApplicationProxy((headers) => {
      restrainAnswer(headers, responsePolicy);
    });
  }

  isAt({ host, port }: Address, keptPrefix: string): boolean {
    return this.address.host === host && this.address.port === port && this.keptPrefix === keptPrefix;
  }

  web(request: IncomingMessage, response: ServerResponse): void {
    if (this.responsePolicy.sandboxed && isPreflight(request)) allowEverything(response);
    else this.proxy.web(request, response, this.address, this.agent);
  }

  /** @param onUpgraded called before data goes both ways */
  upgrade(request: IncomingMessage, socket: Socket, head: Buffer, onUpgraded: () => void): void {
    this.proxy.upgrade(request, socket, head, this.address, () => {
      this.sockets.add(socket);
      socket.once('close', () => this.sockets.delete(socket));
      onUpgraded();
    });
  }

  /** Somebody is connected: a WebSocket is open, or an answer is under way. */
  get isConnected(): boolean {
    return this.sockets.size > 0 || Object.keys(this.agent.sockets).length > 0;
  }

  /** Responses under way continue. An idle connection may be dead when the container runs again. */
  closeIdle(): void {
    for (const socket of Object.values(this.agent.freeSockets).flat()) socket?.destroy();
  }

  close(): void {
    this.agent.destroy();
  }
}
