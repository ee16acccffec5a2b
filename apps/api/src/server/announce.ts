import { relative } from 'node:path';
import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import type { Settings } from '../config/settings.js';
import { SetupCode } from '../registration/setup-code.js';
import { ContainerRuntime } from '../runtime/container-runtime.js';
import { RuntimeHealth } from '../runtime/runtime-health.js';
import { Version } from '../system/version.js';
import { Admins } from '../users/admins.js';
import { type Places, reachableAt } from './reachable-at.js';

interface Started {
  readonly app: NestFastifyApplication;
  readonly host: string;
  readonly port: number;
}

/** Some lines on the terminal: the addresses, and which parts were chosen and why. */
export function announce({ app, host, port }: Started, settings: Settings): void {
  const path = relative(process.cwd(), settings.folders.data) || '.';
  const data = path.startsWith('..') ? settings.folders.data : path;
  const places = reachableAt(host, port);
  const address = settings.hasPublicUrl
    ? settings.publicUrl
    : (places.addresses[0] ?? `http://localhost:${String(port)}`);
  const lines = [
    `Spawner ${app.get(Version).text}: ${address}`,
    `  Network   ${networkOf(places, settings, port)}`,
    `  Database  ${settings.databaseUrl ? 'the server of DATABASE_URL' : `embedded PostgreSQL in ${data}/postgres (DATABASE_URL is not set)`}`,
    `  Runtime   ${runtimeOf(app, settings)}`,
    `  Gateway   ${settings.traefikEnabled ? 'Traefik (TRAEFIK_ENABLED=true)' : 'built in (TRAEFIK_ENABLED is not true)'}`,
    `  Mail      ${mailOf(settings, places, address)}`,
    ...firstAdminOf(app, settings),
  ];
  process.stdout.write(`${lines.join('\n')}\n`);
}

/** Nothing once there is an admin. */
function firstAdminOf(app: NestFastifyApplication, { firstAdmin }: Settings): string[] {
  const { code } = app.get(SetupCode);
  if (code) {
    const instead = '(ADMIN_EMAIL=name@domain: who confirms that address)';
    return [`  Admin     none yet: the first one registers with the setup code ${code}`, `            ${instead}`];
  }
  if (firstAdmin.by !== 'email' || !app.get(Admins).none) return [];
  return ['  Admin     none yet: it will be who confirms an address of ADMIN_EMAIL'];
}

function networkOf({ closed, addresses, names }: Places, settings: Settings, port: number): string {
  if (closed) return 'this machine only (HOST=0.0.0.0 opens it to other machines)';
  if (settings.hasPublicUrl) return `port ${String(port)}, open to other machines`;
  const also = [...addresses.slice(1), ...names].join(' ');
  return [
    `open to other machines${also && `, also as ${also}`}`,
    'NOT ENCRYPTED: who can read the traffic can read login links and pages (PUBLIC_URL=https://… behind a proxy with TLS)',
  ].join('\n            ');
}

function mailOf({ mail }: Settings, { closed }: Places, address: string): string {
  if (!mail.noServer) return 'SMTP server of SMTP_HOST';
  const risk = closed
    ? ''
    : '\n            EVERYBODY WHO REACHES THIS ADDRESS can read the login links there: for trying out only';
  return `shown on ${address}/outbox, none is sent (${mail.noServer})${risk}`;
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
