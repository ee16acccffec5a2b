import { relative } from 'node:path';
import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import type { Settings } from '../config/settings.js';
import { Version } from '../info/version.js';
import { Mailer } from '../mail/mailer.js';
import { ContainerRuntime } from '../runtime/container-runtime.js';
import { RuntimeHealth } from '../runtime/runtime-health.js';

/** Five lines on the terminal: where it is, and what was chosen and why. */
export function announce(app: NestFastifyApplication, settings: Settings): void {
  const data = relative(process.cwd(), settings.folders.data) || '.';
  const lines = [
    `Spawner ${app.get(Version).text}: ${settings.publicUrl}`,
    `  Database  ${settings.databaseUrl ? 'the server of DATABASE_URL' : `embedded PostgreSQL in ${data}/postgres (DATABASE_URL is not set)`}`,
    `  Runtime   ${app.get(ContainerRuntime).capabilities.isolation ? engine(app, settings) : noIsolation(settings)}`,
    `  Gateway   ${settings.traefikEnabled ? 'Traefik (TRAEFIK_ENABLED=true)' : 'built in (TRAEFIK_ENABLED is not true)'}`,
    `  Mail      ${app.get(Mailer).kind === 'smtp' ? 'SMTP server of SMTP_HOST' : `shown on ${settings.publicUrl}/outbox, none is sent (SMTP_HOST is not set)`}`,
  ];
  process.stdout.write(`${lines.join('\n')}\n`);
}

function engine(app: NestFastifyApplication, settings: Settings): string {
  if (!app.get(RuntimeHealth).awaySince) return 'Docker Engine';
  const without = settings.runtime === 'auto' && !settings.production;
  return `Docker Engine, which does not answer: launches wait for it${without ? ' (RUNTIME=process starts without it, and without isolation)' : ''}`;
}

const noIsolation = (settings: Settings): string =>
  `local processes, NO ISOLATION: for trying out only (${settings.runtime === 'process' ? 'RUNTIME=process' : 'there is no Docker Engine: no socket, no DOCKER_HOST, no earlier containers'})`;
