import { execFileSync } from 'node:child_process';
import { appendFileSync, existsSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { composeObstacle } from './compose.setup.mjs';

const CHROMIUM = process.env.CHROMIUM_BIN || '/usr/bin/chromium';
const PRODUCT = fileURLToPath(new URL('../../api/dist/main.js', import.meta.url));

/** Finds out once what the machine has; requirements.ts reads it for every story. */
export default async function setup() {
  if (!existsSync(PRODUCT)) throw new Error('The product is not built: run `pnpm -r build` first.');
  process.env.E2E_CHROMIUM = existsSync(CHROMIUM) ? CHROMIUM : '';
  process.env.E2E_ENGINE = engineVersion();
  if (!process.env.E2E_CHROMIUM) {
    missing(`chromium: there is none at ${CHROMIUM} (CHROMIUM_BIN names another); no browser story ran`);
  }
  if (!process.env.E2E_ENGINE) missing('docker engine: none answers; the browser stories over Docker did not run');

  const obstacle = process.env.E2E_ENGINE ? await composeObstacle() : 'no Docker Engine answers';
  process.env.E2E_COMPOSE = obstacle ? '' : 'true';
  if (obstacle) report(`optional: the story through real Traefik did not run: ${obstacle}`);
}

function engineVersion() {
  try {
    const options = { encoding: 'utf8', timeout: 10_000, stdio: ['ignore', 'pipe', 'ignore'] };
    return execFileSync('docker', ['version', '--format', '{{.Server.Version}}'], options).trim();
  } catch {
    return '';
  }
}

function missing(line) {
  if (process.env.CI === 'true') throw new Error(`${line}. CI=true lets nothing be skipped.`);
  report(line);
}

function report(line) {
  if (process.env.SPAWNER_SKIP_REPORT) appendFileSync(process.env.SPAWNER_SKIP_REPORT, `${line}\n`);
  else console.warn(`Skipped: ${line}`);
}
