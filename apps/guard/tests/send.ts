import { request } from 'node:http';
import { connect } from 'node:net';
import { text } from 'node:stream/consumers';

export interface TestRequest {
  readonly method: string;
  readonly path: string;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: string | Buffer;
}

/** Sends the path as it stands, which a URL would tidy up. */
export async function send(
  port: number,
  { method, path, headers = {}, body }: TestRequest,
): Promise<{ status: number; body: string }> {
  const length = body === undefined ? {} : { 'content-length': Buffer.byteLength(body) };
  return new Promise((resolve, reject) => {
    const outgoing = request(
      { ...{ host: '127.0.0.1', port, method, path, agent: false }, headers: { ...length, ...headers } },
      (answer) => {
        text(answer).then((content) => resolve({ status: answer.statusCode ?? 0, body: content }), reject);
      },
    );
    outgoing.once('error', reject);
    outgoing.end(body);
  });
}

/** Bytes that no client would send; the status of each answer. */
export async function sendBytes(port: number, bytes: string): Promise<number[]> {
  const socket = connect(port, '127.0.0.1');
  socket.end(bytes);
  const answers = await text(socket);
  return [...answers.matchAll(/^HTTP\/1\.1 (\d+)/gm)].map(([, status]) => Number(status));
}
