import type { ServerResponse } from 'node:http';

/** Sends a browser on, with what it shall keep. The next page is not told from where it came. */
export function redirect(response: ServerResponse, location: string, cookies: readonly string[] = []): void {
  response.writeHead(303, {
    location,
    'cache-control': 'no-store',
    'referrer-policy': 'no-referrer',
    'content-length': 0,
    ...(cookies.length > 0 && { 'set-cookie': [...cookies] }),
  });
  response.end();
}
