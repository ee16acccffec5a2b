import { Email } from '@spawner/contracts';
import { bytes, engineVariables } from '@spawner/engine';
import { z } from 'zod';
import { isSender } from './sender.js';

const flag = z.enum(['true', 'false']).transform((value) => value === 'true');
const seconds = z.coerce.number().int().positive();
const count = z.coerce.number().int().positive();
/** 0 is never. */
const idleSeconds = z.coerce.number().int().nonnegative();
const port = z.coerce.number().int().min(0).max(65535);
const hostName = z.string().regex(/^[a-z0-9]([a-z0-9.-]*[a-z0-9])?(:\d+)?$/i, 'is not a host name');

const origin = z.url({ protocol: /^https?$/, abort: true }).refine((text) => {
  const { pathname, search, hash, username, password } = new URL(text);
  return pathname === '/' && !search && !hash && !username && !password;
}, 'is more than scheme, host and port: Spawner has a host of its own, and no path below one');

/** A password with `/`, `#` or `?` moves the rest of the URL, and a `%` may be the begin of a code. */
const databaseUrl = z
  .url({
    protocol: /^postgres(ql)?$/,
    abort: true,
    error: 'is not postgres://user@host/database (DATABASE_PASSWORD takes any password)',
  })
  .refine((text) => {
    const { username, password, pathname, search, hash } = new URL(text);
    return !/@/.test(pathname + search + hash) && [username, password].every(isEncoded);
  }, 'has a password with / ? # or %: set it as DATABASE_PASSWORD instead, or encode it');

function isEncoded(text: string): boolean {
  try {
    decodeURIComponent(text);
    return true;
  } catch {
    return false;
  }
}

const isAddressOrRange = (text: string): boolean =>
  [z.ipv4(), z.ipv6(), z.cidrv4(), z.cidrv6(), z.enum(['loopback', 'linklocal', 'uniquelocal'])].some(
    (schema) => schema.safeParse(text).success,
  );

/** A number of hops, or addresses and ranges. */
const trustedProxies = z.union([
  z.coerce.number().int().nonnegative(),
  z
    .string()
    .transform((text) => text.split(',').map((range) => range.trim()))
    .refine((ranges) => ranges.every(isAddressOrRange), 'is neither a number nor a list of addresses and ranges'),
]);

const addresses = z
  .string()
  .transform((text) => text.split(','))
  .pipe(z.array(Email));

const engines = z
  .string()
  .transform((text) => text.split(',').map((address) => address.trim()))
  .pipe(z.array(z.string().regex(/^(unix:\/\/\/\S+|tcp:\/\/[^\s/:]+:\d+)$/, 'is not unix:///path or tcp://host:port')));

/** Every variable the product reads, with its default. `.env.example` lists the same names. */
export const Environment = z.object({
  ...engineVariables,

  NODE_ENV: z.enum(['development', 'production', 'test']).default('development'),
  LOG_LEVEL: z.enum(['trace', 'debug', 'info', 'warn', 'error']).default('info'),

  HOST: z.string().optional(),
  PORT: port.default(5000),
  DATA_DIR: z.string().default('.data'),
  FILES_DIR: z.string().optional(),
  PUBLIC_URL: origin.optional(),
  TRUSTED_PROXIES: trustedProxies.optional(),
  REQUEST_LIMIT: count.default(600),

  BASE_DOMAIN: hostName.optional(),
  SPAWNER_SUBDOMAIN: hostName.default('coder'),
  ROUTING: z.enum(['path', 'host', 'subdomain']).default('path'),
  SERVICES_HOST: hostName.optional(),
  APPS_DOMAIN: hostName.optional(),

  DATABASE_URL: databaseUrl.optional(),
  DATABASE_PASSWORD: z.string().optional(),

  AUDIT_RETENTION_DAYS: count.default(180),

  ADMIN_EMAIL: addresses.default([]),
  JWT_SECRET_KEY: z.string().optional(),
  JWT_ACCESS_TOKEN_EXPIRES: seconds.default(3600),
  MAGIC_LINK_TOKEN_EXPIRY: seconds.default(900),
  MAGIC_LINK_RATE_LIMIT: count.default(3),

  SMTP_HOST: z.string().optional(),
  SMTP_PORT: port.default(587),
  SMTP_USER: z.string().optional(),
  SMTP_PASSWORD: z.string().optional(),
  SMTP_FROM: z.string().refine(isSender, 'is not a sender such as Spawner <noreply@domain.com>').optional(),
  SMTP_USE_TLS: flag.default(true),
  SMTP_SECURITY: z.enum(['auto', 'tls', 'starttls', 'none']).default('auto'),
  SMTP_CA_FILE: z.string().optional(),
  SMTP_HELO_NAME: hostName.optional(),
  OUTBOX: flag.optional(),

  ALLOW_REACHABLE_NEIGHBOURS: flag.default(false),
  RUNTIME: z.enum(['auto', 'docker', 'process', 'swarm']).default('auto'),
  SWARM_NODES: engines.optional(),
  SWARM_TLS_DIR: z.string().optional(),
  DOCKER_HOST: z.string().optional(),
  DOCKER_CONFIG: z.string().optional(),
  LAUNCH_CONCURRENCY: count.default(4),
  LAUNCH_READY_TIMEOUT: seconds.default(60),
  IMAGE_TIMEOUT: seconds.default(900),
  PREPARE_IMAGES: flag.default(true),
  HEAD_START: flag.default(true),

  DEFAULT_LAYER_LIMIT: bytes.prefault('5g'),
  CONTAINER_IDLE_TIMEOUT: idleSeconds.default(3600),
  CONTAINER_STOP_TIMEOUT: idleSeconds.optional(),
  CONTAINER_STALE_TIMEOUT: idleSeconds.default(604_800),
  ORPHAN_GRACE_TIMEOUT: seconds.default(300),

  TRAEFIK_ENABLED: flag.default(false),
  TRAEFIK_ENTRYPOINT: z.string().default('websecure'),
  TRAEFIK_CERTRESOLVER: z.string().optional(),
  TRAEFIK_ADDRESS: hostName.optional(),
  GATEWAY_ADDRESS: z.url({ protocol: /^http$/ }).optional(),
  TRAEFIK_HTTP_PORT: port.default(80),
  TRAEFIK_HTTPS_PORT: port.default(443),
  TRAEFIK_RELAY_PORT: port.optional(),
});
export type Environment = z.infer<typeof Environment>;
