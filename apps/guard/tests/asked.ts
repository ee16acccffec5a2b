import { request } from 'node:http';
import { connect } from 'node:net';
import { text } from 'node:stream/consumers';

export interface Asked {
  readonly method: string;
  readonly path: string;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: string | Buffer;
}

/** Sends the path as it stands, which a URL would tidy up. */
export async function ask(
  port: number,
  { method, path, headers = {}, body }: Asked,
): Promise<{ status: number; said: string }> {
  const length = body === undefined ? {} : { 'content-length': Buffer.byteLength(body) };
  return new Promise((resolve, reject) => {
    const asked = request(
      { ...{ host: '127.0.0.1', port, method, path, agent: false }, headers: { ...length, ...headers } },
      (answer) => {
        text(answer).then((said) => resolve({ status: answer.statusCode ?? 0, said }), reject);
      },
    );
    asked.once('error', reject);
    asked.end(body);
  });
}

/** Bytes that no client would send; the status of each answer. */
export async function sendBytes(port: number, bytes: string): Promise<number[]> {
  const socket = connect(port, '127.0.0.1');
  socket.end(bytes);
  const said = await text(socket);
  return [...said.matchAll(/^HTTP\/1\.1 (\d+)/gm)].map(([, status]) => Number(status));
}
