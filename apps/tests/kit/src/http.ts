import { type ClientRequest, type IncomingHttpHeaders, type IncomingMessage, request } from 'node:http';
import { request as requestOverTls } from 'node:https';
import { connect } from 'node:net';
import type { Duplex } from 'node:stream';
import { text } from 'node:stream/consumers';

const SECONDS = 30;

export interface RequestOptions {
  readonly method?: string;
  readonly headers?: Readonly<Record<string, string | readonly string[]>>;
  /** Text is sent unchanged, everything else as JSON. */
  readonly body?: unknown;
  readonly seconds?: number;
  /** Default: loopback. */
  readonly address?: string;
  /** With any certificate. */
  readonly tls?: boolean;
}

export interface Answer {
  readonly status: number;
  readonly headers: IncomingHttpHeaders;
  readonly text: string;
  /** Parsed JSON; empty if the answer is not JSON. */
  readonly body: Readonly<Record<string, unknown>>;
  /** Code of the problem, if the answer is one. */
  readonly code: string | null;
  readonly milliseconds: number;
}

/**
 * One request with exactly these headers, to the unchanged path, over a new connection: one that
 * stayed open would look like a leak in the product.
 */
export function send(port: number, path: string, options: RequestOptions = {}): Promise<Answer> {
  const began = performance.now();
  return new Promise((resolve, reject) => {
    const sent = begin(port, path, options, (answer) => {
      const { statusCode: status = 0, headers } = answer;
      text(answer).then((content) => {
        const body = /json/.test(headers['content-type'] ?? '') ? parsed(content) : {};
        const code = typeof body['code'] === 'string' ? body['code'] : null;
        resolve({ status, headers, text: content, body, code, milliseconds: Math.round(performance.now() - began) });
      }, reject);
    });
    sent.once('error', reject);
  });
}

function parsed(content: string): Readonly<Record<string, unknown>> {
  try {
    return JSON.parse(content) as Record<string, unknown>;
  } catch {
    return {}; // A broken connection, or an empty answer to HEAD.
  }
}

/** Opens a stream; resolves at its first data. */
export function openStream(
  port: number,
  path: string,
  options: RequestOptions = {},
): Promise<{ status: number; line: Duplex }> {
  return new Promise((resolve, reject) => {
    const sent = begin(port, path, options, (answer) => {
      answer.once('data', () => resolve({ status: answer.statusCode ?? 0, line: answer.socket }));
      answer.once('end', () => resolve({ status: answer.statusCode ?? 0, line: answer.socket }));
    });
    sent.once('error', reject);
  });
}

/** Opens a WebSocket; an accepted connection stays open. */
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
    const sent = begin(port, path, { headers: { ...websocket, ...headers } }, (answer) => {
      resolve({ status: answer.statusCode ?? 0, line: null });
      answer.destroy();
    });
    sent.once('upgrade', (_answer, line) => {
      line.on('error', () => undefined);
      resolve({ status: 101, line });
    });
    sent.once('error', reject);
  });
}

function begin(
  port: number,
  path: string,
  { method, headers, body, seconds = SECONDS, address = '127.0.0.1', tls = false }: RequestOptions,
  answered: (answer: IncomingMessage) => void,
): ClientRequest {
  const json = body === undefined || typeof body === 'string' ? {} : { 'content-type': 'application/json' };
  const sent = (tls ? requestOverTls : request)(
    {
      rejectUnauthorized: false,
      host: address,
      port,
      path,
      method: method ?? (body === undefined ? 'GET' : 'POST'),
      headers: { ...json, ...headers },
      agent: false,
      timeout: seconds * 1000,
    },
    answered,
  );
  sent.once('timeout', () => sent.destroy(new Error(`${path} does not answer`)));
  sent.end(body === undefined || typeof body === 'string' ? body : JSON.stringify(body));
  return sent;
}

/** Sends bytes unchanged and returns everything received until the connection is closed. */
export function sendRaw(port: number, bytes: string): Promise<string> {
  return new Promise((resolve, reject) => {
    const line = connect(port, '127.0.0.1', () => line.write(bytes, 'latin1'));
    let answer = '';
    line.setTimeout(SECONDS * 1000, () => line.destroy(new Error(`no end of the answer: ${answer}`)));
    line.on('data', (chunk) => (answer += chunk.toString('latin1')));
    line.once('close', () => resolve(answer));
    line.once('error', reject);
  });
}
