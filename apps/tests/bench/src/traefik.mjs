import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { firstAnswer } from './first-answer.mjs';
import { freePort } from './product.mjs';

/** Traefik as docker-compose.yml runs it, from the program in TRAEFIK_BIN, on ports of its own. */
export async function startTraefik(program) {
  const folder = await mkdtemp(join(tmpdir(), 'spawner-bench-traefik-'));
  const [web, api] = [await freePort(), await freePort()];
  const child = spawn(
    program,
    [
      '--global.checknewversion=false',
      '--global.sendanonymoususage=false',
      `--entrypoints.web.address=127.0.0.1:${web}`,
      `--entrypoints.traefik.address=127.0.0.1:${api}`,
      '--ping=true',
      '--providers.providersthrottleduration=100ms',
      '--providers.docker.exposedbydefault=false',
      `--providers.file.directory=${folder}`,
    ],
    { stdio: 'ignore' },
  );
  await firstAnswer({ host: '127.0.0.1', port: api, path: '/ping' });
  return {
    port: web,
    /** What it routes, instead of what it routed. */
    route: (http) => writeFile(join(folder, 'spawner.yml'), JSON.stringify({ http })),
    /** Every path that is no running service's goes to the product, as traefik/dynamic has it. */
    routeTo: (port) =>
      writeFile(
        join(folder, 'spawner.yml'),
        `http:
  routers: { spawner: { rule: 'Host(\`localhost\`)', priority: 1, entryPoints: [web], service: spawner } }
  services: { spawner: { loadBalancer: { servers: [{ url: 'http://127.0.0.1:${port}' }] } } }
`,
      ),
    stop: async () => {
      const exited = once(child, 'exit');
      child.kill('SIGTERM');
      await exited;
      await rm(folder, { recursive: true });
    },
  };
}
