// The dev template without a container engine: same routes as nginx.conf, same values as start.sh.
import { createReadStream, readFileSync } from 'node:fs';
import { realpath, stat } from 'node:fs/promises';
import { createServer } from 'node:http';
import { hostname } from 'node:os';
import { extname, join, sep } from 'node:path';

const { env } = process;
const basePath = (env.BASE_PATH ?? '').replace(/\/$/, '');
/** The folder that is /srv/www in the container. */
const root = env.VOLUME_SRV_WWW;
const values = {
  BASE_PATH: basePath,
  USER_SLUG: env.USER_SLUG || '–',
  CONTAINER_TYPE: env.CONTAINER_TYPE || 'dev',
  HOSTNAME: hostname(),
  WEB_ROOT: root ?? 'nur im Container / in a container only',
};
const entities = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;' };
const escaped = (text) => text.replace(/[&<>"]/g, (character) => entities[character]);
const welcome = readFileSync(new URL('welcome.html', import.meta.url), 'utf8').replace(
  /\{\{([A-Z_]+)\}\}/g,
  (_, name) => escaped(values[name] ?? ''),
);

const types = {
  '.html': 'text/html; charset=utf-8',
  '.css': 'text/css; charset=utf-8',
  '.js': 'text/javascript; charset=utf-8',
  '.mjs': 'text/javascript; charset=utf-8',
  '.json': 'application/json; charset=utf-8',
  '.txt': 'text/plain; charset=utf-8',
  '.md': 'text/markdown; charset=utf-8',
  '.xml': 'text/xml; charset=utf-8',
  '.svg': 'image/svg+xml',
  '.png': 'image/png',
  '.jpg': 'image/jpeg',
  '.jpeg': 'image/jpeg',
  '.gif': 'image/gif',
  '.webp': 'image/webp',
  '.ico': 'image/x-icon',
  '.woff2': 'font/woff2',
  '.pdf': 'application/pdf',
  '.mp4': 'video/mp4',
  '.wasm': 'application/wasm',
};

/** A file or folder of the web root; null if there is none or if a symbolic link leads out of the root. */
async function find(path) {
  if (!root) return null;
  try {
    const top = await realpath(root);
    const place = await realpath(join(top, decodeURIComponent(path)));
    if (place !== top && !place.startsWith(top + sep)) return null;
    return { place, info: await stat(place) };
  } catch {
    return null;
  }
}

async function answerTo({ method, url }) {
  const path = url.split('?', 1)[0];
  if (path === '/healthz') return text(200, 'ok\n');
  if (path.startsWith('/echo/')) return text(200, `${method} ${url}\n`);
  const found = await find(path.endsWith('/') ? `${path}index.html` : path);
  if (found?.info.isFile()) return file(found);
  if (path === '/') return text(200, welcome, types['.html']);
  if (found?.info.isDirectory()) return { status: 301, headers: { Location: `${basePath}${path}/` }, body: '' };
  return text(404, '404 Nicht gefunden / Not found\n');
}

const text = (status, body, type = types['.txt']) => ({
  status,
  headers: { 'Content-Type': type, 'Content-Length': Buffer.byteLength(body) },
  body,
});

const file = ({ place, info }) => ({
  status: 200,
  headers: {
    'Content-Type': types[extname(place).toLowerCase()] ?? 'application/octet-stream',
    'Content-Length': info.size,
    'Last-Modified': info.mtime.toUTCString(),
  },
  place,
});

const server = createServer(async (request, response) => {
  const { status, headers, body, place } = await answerTo(request);
  response.writeHead(status, { ...headers, 'X-Content-Type-Options': 'nosniff', 'Cache-Control': 'no-cache' });
  if (request.url !== '/healthz') console.log(`${request.method} ${request.url} ${status}`);
  if (request.method === 'HEAD' || !place) return response.end(request.method === 'HEAD' ? undefined : body);
  createReadStream(place)
    .on('error', () => response.destroy())
    .pipe(response);
});

const port = Number(env.PORT || 8080);
const host = env.HOST || '0.0.0.0';
server.listen(port, host, () => console.log(`Listening on http://${host}:${port}, path ${basePath || '/'}`));
for (const signal of ['SIGTERM', 'SIGINT', 'SIGQUIT']) process.once(signal, () => process.exit(0));
