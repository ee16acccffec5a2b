// The welcome page without a container engine: the routes of nginx.conf, the values of start.sh.
import { readFileSync } from 'node:fs';
import { createServer } from 'node:http';
import { hostname } from 'node:os';

const { env } = process;
const basePath = (env.BASE_PATH ?? '').replace(/\/$/, '');
const values = {
  BASE_PATH: basePath,
  USER_SLUG: env.USER_SLUG || '–',
  CONTAINER_TYPE: env.CONTAINER_TYPE || 'dev',
  HOSTNAME: hostname(),
  WEB_ROOT: 'nur im Container / in a container only',
};
const entities = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;' };
const escaped = (text) => text.replace(/[&<>"]/g, (character) => entities[character]);
const page = readFileSync(new URL('welcome.html', import.meta.url), 'utf8').replace(/\{\{([A-Z_]+)\}\}/g, (_, name) =>
  escaped(values[name] ?? ''),
);

function answerTo({ method, url }) {
  const path = url.split('?', 1)[0];
  if (path === '/') return [200, 'text/html', page];
  if (path === '/healthz') return [200, 'text/plain', 'ok\n'];
  if (path.startsWith('/echo/')) return [200, 'text/plain', `${method} ${url}\n`];
  return [404, 'text/plain', '404 Nicht gefunden / Not found\n'];
}

const server = createServer((request, response) => {
  const [status, type, body] = answerTo(request);
  response.writeHead(status, {
    'Content-Type': `${type}; charset=utf-8`,
    'Content-Length': Buffer.byteLength(body),
    'X-Content-Type-Options': 'nosniff',
    'Cache-Control': 'no-cache',
  });
  response.end(request.method === 'HEAD' ? undefined : body);
});

const port = Number(env.PORT || 8080);
const host = env.HOST || '0.0.0.0';
server.listen(port, host, () => console.log(`Listening on http://${host}:${port}, path ${basePath || '/'}`));
for (const signal of ['SIGTERM', 'SIGINT', 'SIGQUIT']) process.once(signal, () => process.exit(0));
