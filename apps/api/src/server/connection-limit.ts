import type { Socket } from 'node:net';
import { clientNetwork } from '../http/client-address.js';
import type { Trust } from '../http/trusted-proxies.js';

/** How many connections each client has open. */
export class ConnectionLimit {
  private readonly open = new Map<string, number>();

  /** @param trust a proxy that is trusted brings everybody's connections, and is not counted */
  constructor(
    private readonly most: number,
    private readonly trust: Trust,
  ) {}

  /** False: this one is too many. */
  accept(socket: Socket): boolean {
    const address = socket.remoteAddress ?? '';
    if (this.trust(address, 0)) return true;
    const line = clientNetwork(address);
    const count = this.open.get(line) ?? 0;
    if (count >= this.most) return false;
    this.open.set(line, count + 1);
    socket.once('close', () => {
      this.leave(line);
    });
    return true;
  }

  private leave(line: string): void {
    const count = this.open.get(line) ?? 0;
    if (count > 1) this.open.set(line, count - 1);
    else this.open.delete(line);
  }
}
