import type { Socket } from 'node:net';
import { clientNetwork } from '../http/client-address.js';
import type { Trust } from '../http/trusted-proxies.js';

/** Limits the open connections of each client network. */
export class ConnectionLimit {
  private readonly open = new Map<string, number>();

  /** @param trust a trusted proxy carries the connections of all clients, and is not counted */
  constructor(
    private readonly most: number,
    private readonly trust: Trust,
  ) {}

  /** False for a connection too many. */
  accept(socket: Socket): boolean {
    const address = socket.remoteAddress ?? '';
    if (this.trust(address, 0)) return true;
    const network = clientNetwork(address);
    const count = this.open.get(network) ?? 0;
    if (count >= this.most) return false;
    this.open.set(network, count + 1);
    socket.once('close', () => {
      this.leave(network);
    });
    return true;
  }

  private leave(network: string): void {
    const count = this.open.get(network) ?? 0;
    if (count > 1) this.open.set(network, count - 1);
    else this.open.delete(network);
  }
}
