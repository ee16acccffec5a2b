import { relative } from 'node:path';
import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import type { Settings } from '../config/settings.js';
import { Mailer } from '../mail/mailer.js';
import { ContainerRuntime } from '../runtime/container-runtime.js';
import { RuntimeHealth } from '../runtime/runtime-health.js';
import { Version } from '../system/version.js';

/** Five lines on the terminal: the address, and which parts were chosen and why. */
export function announce(app: NestFastifyApplication, settings: Settings): void {
  const path = relative(process.cwd(), settings.folders.data) || '.';
  const data = path.startsWith('..') ? settings.folders.data : path;
  const lines = [
    `Spawner ${app.get(Version).text}: ${settings.publicUrl}`,
    `  Database  ${settings.databaseUrl ? 'the server of DATABASE_URL' : `embedded PostgreSQL in ${data}/postgres (DATABASE_URL is not set)`}`,
    `  Runtime   ${runtimeOf(app, settings)}`,
    `  Gateway   ${settings.traefikEnabled ? 'Traefik (TRAEFIK_ENABLED=true)' : 'built in (TRAEFIK_ENABLED is not true)'}`,
    `  Mail      ${app.get(Mailer).kind === 'smtp' ? 'SMTP server of SMTP_HOST' : `shown on ${settings.publicUrl}/outbox, none is sent (SMTP_HOST is not set)`}`,
  ];
  process.stdout.write(`${lines.join('\n')}\n`);
}

function runtimeOf(app: NestFastifyApplication, settings: Settings): string {
  const { title, capabilities } = app.get(ContainerRuntime);
  const automatic = settings.runtime === 'auto' && !settings.production;
  if (!capabilities.isolation) {
    const why = automatic ? 'no engine here: no socket, no DOCKER_HOST, no earlier containers' : 'RUNTIME=process';
    return `${title}, NO ISOLATION: for trying out only (${why})`;
  }
  if (!app.get(RuntimeHealth).awaySince) return title;
  const wayOut = automatic ? ' (RUNTIME=process starts without it, and without isolation)' : '';
  return `${title}, which does not answer: launches wait for it${wayOut}`;
}
