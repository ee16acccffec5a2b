import { type AddressInfo, createServer } from 'node:net';

export interface OpenPort {
  readonly port: number;
  close(): void;
}

/** A port on all of this host's addresses, as many a program opens one. */
export function openPort(): Promise<OpenPort> {
  return new Promise((resolve, reject) => {
    const server = createServer((socket) => socket.destroy());
    server.once('error', reject);
    server.listen(0, '0.0.0.0', () => {
      resolve({ port: (server.address() as AddressInfo).port, close: () => void server.close() });
    });
  });
}
