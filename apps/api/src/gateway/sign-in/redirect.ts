import type { ServerResponse } from 'node:http';

/** Without a Referer: the address may contain a code or a share link's path. */
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
