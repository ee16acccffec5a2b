import { once } from 'node:events';
import { type AddressInfo, createServer } from 'node:net';

export interface OpenPort {
  readonly port: number;
  readonly close: () => Promise<void>;
}

/** Listens on a port that no program uses at this moment, and drops every connection. */
export async function openPort(host: string): Promise<OpenPort> {
  const server = createServer((socket) => socket.destroy()).listen(0, host);
  await once(server, 'listening');
  return {
    port: (server.address() as AddressInfo).port,
    close: async () => {
      server.close();
      await once(server, 'close');
    },
  };
}
