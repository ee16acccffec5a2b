import { request } from 'node:http';
import { text } from 'node:stream/consumers';

interface HttpOptions {
  readonly method?: string;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: unknown;
  readonly seconds?: number;
}

export interface HttpAnswer {
  readonly status: number;
  readonly text: string;
}

/** One request over a connection of its own, so that none stays open at the product and is taken for a leak of it. */
export function http(
  url: string,
  { method = 'GET', headers, body, seconds = 15 }: HttpOptions = {},
): Promise<HttpAnswer> {
  return new Promise((resolve, reject) => {
    const json = body === undefined ? {} : { 'content-type': 'application/json' };
    const signal = AbortSignal.timeout(seconds * 1000);
    const asked = request(url, { method, headers: { ...headers, ...json }, agent: false, signal }, (answer) => {
      text(answer).then((content) => resolve({ status: answer.statusCode ?? 0, text: content }), reject);
    });
    asked.once('error', reject);
    asked.end(body === undefined ? undefined : JSON.stringify(body));
  });
}
