import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import { type AddressInfo, connect } from 'node:net';
import { createServer } from 'node:tls';
import { run } from './run.js';

/** A TLS proxy for a port of this machine. */
export class TlsFront {
  private constructor(
    readonly port: number,
    private readonly server: ReturnType<typeof createServer>,
  ) {}

  static async before(port: number): Promise<TlsFront> {
    const { key, cert } = run.certificate;
    const server = createServer({ key: readFileSync(key), cert: readFileSync(cert) }, (visitor) => {
      const product = connect(port, '127.0.0.1');
      for (const [line, other] of [
        [visitor, product],
        [product, visitor],
      ] as const) {
        line.pipe(other);
        line.on('error', () => other.destroy());
        line.on('close', () => other.destroy());
      }
    });
    server.on('tlsClientError', () => undefined);
    server.listen(0, '127.0.0.1');
    await once(server, 'listening');
    return new TlsFront((server.address() as AddressInfo).port, server);
  }

  async close(): Promise<void> {
    const closed = once(this.server, 'close');
    this.server.close();
    await closed;
  }
}
