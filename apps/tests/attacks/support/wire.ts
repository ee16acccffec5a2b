import { type ClientRequest, type IncomingHttpHeaders, type IncomingMessage, request } from 'node:http';
import { connect } from 'node:net';
import type { Duplex } from 'node:stream';
import { text } from 'node:stream/consumers';

const PATIENCE_MS = 30_000;

export interface Asking {
  readonly method?: string;
  readonly headers?: Readonly<Record<string, string | readonly string[]>>;
  /** As it is, where it is text; else as JSON. */
  readonly body?: unknown;
}

export interface Answer {
  readonly status: number;
  readonly headers: IncomingHttpHeaders;
  readonly text: string;
}

/** One request with these headers and no others, over a connection of its own. */
export function ask(port: number, path: string, asking: Asking = {}): Promise<Answer> {
  return new Promise((resolve, reject) => {
    const asked = begin(port, path, asking, (answer) => {
      const { statusCode: status = 0, headers } = answer;
      text(answer).then((content) => resolve({ status, headers, text: content }), reject);
    });
    asked.once('error', reject);
  });
}

/** The first words of an answer that has no end. */
export function listen(port: number, path: string, asking: Asking = {}): Promise<{ status: number; line: Duplex }> {
  return new Promise((resolve, reject) => {
    const asked = begin(port, path, asking, (answer) => {
      answer.once('data', () => resolve({ status: answer.statusCode ?? 0, line: answer.socket }));
      answer.once('end', () => resolve({ status: answer.statusCode ?? 0, line: answer.socket }));
    });
    asked.once('error', reject);
  });
}

/** Asks for a WebSocket; the line stays open where it was given one. */
export function upgrade(
  port: number,
  path: string,
  headers: Readonly<Record<string, string>>,
): Promise<{ status: number; line: Duplex | null }> {
  const websocket = {
    connection: 'Upgrade',
    upgrade: 'websocket',
    'sec-websocket-key': 'dGhlIHNhbXBsZSBub25jZQ==',
    'sec-websocket-version': '13',
  };
  return new Promise((resolve, reject) => {
    const asked = begin(port, path, { headers: { ...websocket, ...headers } }, (answer) => {
      resolve({ status: answer.statusCode ?? 0, line: null });
      answer.destroy();
    });
    asked.once('upgrade', (_answer, line) => {
      line.on('error', () => undefined);
      resolve({ status: 101, line });
    });
    asked.once('error', reject);
  });
}

function begin(
  port: number,
  path: string,
  { method, headers, body }: Asking,
  answered: (answer: IncomingMessage) => void,
): ClientRequest {
  const json = body === undefined || typeof body === 'string' ? {} : { 'content-type': 'application/json' };
  const asked = request(
    {
      host: '127.0.0.1',
      port,
      path,
      method: method ?? (body === undefined ? 'GET' : 'POST'),
      headers: { ...json, ...headers },
      agent: false,
      timeout: PATIENCE_MS,
    },
    answered,
  );
  asked.once('timeout', () => asked.destroy(new Error(`${path} does not answer`)));
  asked.end(body === undefined || typeof body === 'string' ? body : JSON.stringify(body));
  return asked;
}

/** Sends the bytes as they are and gives all that comes back before the line is closed. */
export function raw(port: number, bytes: string): Promise<string> {
  return new Promise((resolve, reject) => {
    const line = connect(port, '127.0.0.1', () => line.write(bytes, 'latin1'));
    let answer = '';
    line.setTimeout(PATIENCE_MS, () => line.destroy(new Error(`no end came after: ${answer}`)));
    line.on('data', (chunk) => (answer += chunk.toString('latin1')));
    line.once('close', () => resolve(answer));
    line.once('error', reject);
  });
}
