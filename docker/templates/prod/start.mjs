// Serves the production build under the path given in BASE_PATH, whether or not the gateway in front strips it.
// The build contains a placeholder instead of the path. A copy with the real path is written to the temporary folder,
// so the build itself can be on a read-only disk and be used for several paths at the same time.
import { once } from 'node:events';
import { cpSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:http';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

const PLACEHOLDER = '/__NEXT_PREFIX__';
const built = import.meta.dirname;
const basePath = readBasePath();
const host = process.env.HOST || '0.0.0.0';
const port = Number(process.env.PORT || 8080);

const folder = mkdtempSync(join(tmpdir(), 'user-template-next-'));
process.once('exit', () => rmSync(folder, { recursive: true, force: true }));

const server = createServer();
for (const signal of ['SIGTERM', 'SIGINT', 'SIGQUIT']) process.once(signal, stop);

copyWithBasePath(join(built, '.next/standalone/.next'), join(folder, '.next'));
copyWithBasePath(join(built, '.next/static'), join(folder, '.next/static'));
cpSync(join(built, '.next/standalone/package.json'), join(folder, 'package.json'));
symlinkSync(join(built, '.next/standalone/node_modules'), join(folder, 'node_modules'), 'junction');
symlinkSync(join(built, 'public'), join(folder, 'public'), 'junction');

const { config } = JSON.parse(readFileSync(join(folder, '.next/required-server-files.json'), 'utf8'));
process.env.NODE_ENV = 'production';
// Otherwise Next.js looks for a next.config file and for packages that only a build needs.
process.env.__NEXT_PRIVATE_STANDALONE_CONFIG = JSON.stringify(config);
process.chdir(folder);

const next = createRequire(join(folder, 'package.json'))('next');
const app = next({ dir: folder, dev: false, conf: config, hostname: host, port, httpServer: server });
await app.prepare();
const handle = app.getRequestHandler();
server.on('request', (request, response) => {
  request.url = withBasePath(request.url);
  void handle(request, response);
});
server.listen(port, host);
await once(server, 'listening');
console.log(`Listening on http://${host}:${port}, path ${basePath || '/'}`);

function readBasePath() {
  const path = (process.env.BASE_PATH ?? '').replace(/\/$/, '');
  if (/^(\/[\w.~-]+)*$/.test(path)) return path;
  console.error(`BASE_PATH '${path}' ist kein Pfad wie /test-prod. / is not a path like /test-prod.`);
  process.exit(1);
}

function copyWithBasePath(from, to) {
  mkdirSync(to, { recursive: true });
  for (const entry of readdirSync(from, { withFileTypes: true })) {
    const source = join(from, entry.name);
    const target = join(to, entry.name);
    if (entry.isDirectory()) {
      copyWithBasePath(source, target);
      continue;
    }
    const content = readFileSync(source);
    const hasPath = content.includes(PLACEHOLDER);
    writeFileSync(target, hasPath ? content.toString('utf8').replaceAll(PLACEHOLDER, () => basePath) : content);
  }
}

function withBasePath(url) {
  const [path] = url.split('?', 1);
  if (path === basePath || path.startsWith(`${basePath}/`)) return url;
  return basePath + url;
}

function stop() {
  server.close(() => process.exit(0));
  setTimeout(() => process.exit(0), 500).unref();
}
