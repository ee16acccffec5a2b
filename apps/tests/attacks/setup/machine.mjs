import { execFile } from 'node:child_process';
import { existsSync } from 'node:fs';
import { promisify } from 'node:util';

const CHROMIUM = process.env.CHROMIUM_BIN || '/usr/bin/chromium';
const TRAEFIK = process.env.TRAEFIK_IMAGE || 'traefik:v3.7.12';

const succeeds = (command, args) =>
  promisify(execFile)(command, args, { timeout: 10_000 }).then(
    () => true,
    () => false,
  );

/** Why there is no browser, or null. */
export function chromiumObstacle() {
  if (!existsSync(CHROMIUM)) return `there is no Chromium at ${CHROMIUM} (CHROMIUM_BIN names another)`;
  process.env.E2E_CHROMIUM = CHROMIUM;
  return null;
}

export async function engineObstacle() {
  if (process.platform !== 'linux') return 'containers are attacked on Linux, where their addresses can be reached';
  return (await succeeds('docker', ['version'])) ? null : 'no Docker Engine answers';
}

/** TRAEFIK_BIN names a program; else its image has to be there. */
export async function traefikObstacle() {
  if (process.env.TRAEFIK_BIN) return null;
  if (!(await succeeds('docker', ['image', 'inspect', TRAEFIK]))) {
    return `TRAEFIK_BIN names no Traefik, and the image ${TRAEFIK} is not here`;
  }
  process.env.ATTACKS_TRAEFIK_IMAGE = TRAEFIK;
  return null;
}
