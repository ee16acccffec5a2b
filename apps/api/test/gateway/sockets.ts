import { once } from 'node:events';
import http, { type IncomingHttpHeaders, type IncomingMessage, type RequestOptions, type Server } from 'node:http';
import net, { type AddressInfo } from 'node:net';
import { text } from 'node:stream/consumers';

export const listen = async (server: Server): Promise<number> => {
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  return (server.address() as AddressInfo).port;
};

/** Sends the bytes unchanged and returns all bytes of the answer. */
export const raw = (port: number, text: string): Promise<string> =>
  new Promise((resolve, reject) => {
    const socket = net.connect(port, '127.0.0.1', () => socket.write(text));
    let answer = '';
    socket.on('data', (bytes) => (answer += bytes.toString()));
    socket.on('end', () => {
      resolve(answer);
    });
    socket.on('error', reject);
  });

export interface AskOptions {
  readonly method?: string;
  readonly body?: string;
  readonly signal?: AbortSignal;
}

export interface Asked {
  readonly status: number;
  readonly headers: IncomingHttpHeaders;
  readonly body: string;
}

/** One request with these headers and no others: `fetch` adds Sec-Fetch-Mode by itself. */
export async function ask({ body, ...options }: RequestOptions & AskOptions): Promise<Asked> {
  const request = http.request({ host: '127.0.0.1', agent: false, ...options });
  request.end(body);
  const [response] = (await once(request, 'response')) as [IncomingMessage];
  return { status: response.statusCode ?? 0, headers: response.headers, body: await text(response) };
}

export type Upgraded = Omit<Asked, 'body'>;

/** Asks for a WebSocket and hangs up. */
export function askUpgrade({
  headers,
  ...options
}: RequestOptions & { readonly headers: Record<string, string> }): Promise<Upgraded> {
  const websocket = {
    connection: 'Upgrade',
    upgrade: 'websocket',
    'sec-websocket-key': 'dGhlIHNhbXBsZSBub25jZQ==',
    'sec-websocket-version': '13',
  };
  const sent: Record<string, string> = Object.assign(websocket, headers);
  const request = http.request({ host: '127.0.0.1', agent: false, ...options, headers: sent });
  request.end();
  return new Promise((resolve, reject) => {
    const tell = (response: IncomingMessage): void => {
      resolve({ status: response.statusCode ?? 0, headers: response.headers });
      response.destroy();
    };
    request.on('upgrade', (response, socket) => {
      tell(response);
      socket.destroy();
    });
    request.on('response', tell);
    request.on('error', reject);
  });
}
