import { spawn } from 'node:child_process';
import { cp, mkdir, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { root } from '../workspace.mjs';

const folder = join(root, '.data', 'demo');
const START_SECONDS = 60;

/**
 * The product with data of its own. Settings of `.env` and of the shell do not reach it, above all no address of a
 * database: the demo must never fill an installation that people use.
 */
export async function installation() {
  const port = process.env.PORT ?? '5000';
  const url = `http://localhost:${port}`;
  // The school would be made in that installation, and the files of a demo that runs there would go.
  if (await fetch(url).then(Boolean, () => false)) {
    console.error(`Something else runs at ${url}. End it, or choose another port: PORT=5001 npm run demo`);
    process.exit(1);
  }
  // Only ever made by the demo, so nothing else is lost.
  await rm(folder, { recursive: true, force: true });
  await makeTemplates();
  const child = spawn(process.execPath, ['--max-semi-space-size=2', join(root, 'apps/api/dist/main.js')], {
    cwd: folder,
    // A group of its own: Ctrl-C reaches it once, by `end`.
    detached: true,
    stdio: ['ignore', 'inherit', 'inherit'],
    env: {
      ...{ PATH: process.env.PATH, HOME: process.env.HOME, PORT: port },
      ...{ DATA_DIR: join(folder, 'data'), TEMPLATES_DIR: join(folder, 'templates'), RUNTIME: 'process' },
      LOG_LEVEL: 'warn',
    },
  });
  const ended = new Promise((resolve) => child.once('exit', resolve));

  return {
    url,
    ended,
    async ready(signal) {
      const deadline = Date.now() + START_SECONDS * 1000;
      while (Date.now() < deadline) {
        const answer = await fetch(`${url}/api/health/live`, { signal }).catch(() => null);
        if (answer?.ok) return;
        await delay(100, undefined, { signal });
      }
      throw new Error(`no answer from ${url} within ${START_SECONDS} seconds`);
    },
    async end() {
      if (child.exitCode === null && child.signalCode === null) child.kill('SIGTERM');
      await ended;
    },
  };
}

/** The bundled template, except that some people's containers start slowly or fail. */
async function makeTemplates() {
  const template = join(folder, 'templates', 'dev');
  await mkdir(template, { recursive: true });
  await cp(join(root, 'docker/templates/dev'), template, { recursive: true });
  await cp(new URL('start.mjs', import.meta.url), join(template, 'start.mjs'));
  await writeFile(
    join(template, 'package.json'),
    JSON.stringify({ type: 'module', scripts: { start: 'node start.mjs' } }),
  );
}
