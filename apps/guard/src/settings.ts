import { engineVariables, givenVariables, proxyVariables, templateVariables } from '@spawner/engine';
import { z } from 'zod';
import { DEFAULT_LISTEN } from './listen.js';

const list = z
  .string()
  .default('')
  .transform((text) => text.split(',').filter((item) => item !== ''));

/** Names without `GUARD_` are Spawner's settings and have the same meaning here. */
const Environment = z.object({
  ...engineVariables,
  /** Where to listen: `address:port`, or the path of a socket. */
  GUARD_LISTEN: z
    .string()
    .regex(/^(\/.+|.*:\d+)$/, 'is neither address:port nor a path')
    .default(DEFAULT_LISTEN),
  /** The client whose calls are allowed. */
  GUARD_FOR: z.enum(['spawner', 'traefik']).default('spawner'),
  /** The host name that clients must have. Without it every client that reaches the port is accepted. */
  GUARD_CLIENT: z.string().optional(),
  /**
   * Folder with `ca.pem`, `cert.pem` and `key.pem`: clients are then known by a certificate of this CA for `spawner`, and not
   * by their address.
   */
  GUARD_TLS_DIR: z.string().optional(),
  /**
   * The engine is a node of a swarm: services are made instead of containers, and each node makes only what holds its volumes.
   */
  GUARD_SWARM: z.stringbool().default(false),
  GUARD_ENGINE: z.string().default('/var/run/docker.sock'),
  /** Label value on everything that is created through the guard; it identifies the guard's own objects. */
  GUARD_MARK: z
    .string()
    .regex(/^[\w.-]{1,100}$/)
    .default('spawner'),
  /** The installation whose containers and volumes are older than the guard. */
  GUARD_INSTALLATION: z
    .string()
    .regex(/^[\w-]{1,100}$/)
    .optional(),
  /** Labels a container may carry beside those of Spawner and Traefik. */
  GUARD_LABELS: list,
  /** Folder of the config.json with logins for registries. */
  DOCKER_CONFIG: z.string().optional(),
  GATEWAY_ADDRESS: z.url({ protocol: /^http$/ }).default('http://127.0.0.1:5000'),
});

export interface Settings extends z.infer<typeof Environment> {
  /** By template type, from `USER_TEMPLATE_IMAGE_{TYPE}` and `USER_TEMPLATE_BASE_{TYPE}`. */
  readonly images: Readonly<Record<string, string>>;
  readonly bases: Readonly<Record<string, string>>;
  /** Build arguments, from `HTTP_PROXY`, `HTTPS_PROXY` and `NO_PROXY`. */
  readonly proxies: Readonly<Record<string, string>>;
}

/** @param variables the process environment; an empty value counts as absent */
export function settingsFrom(variables: Readonly<Record<string, string | undefined>>): Settings {
  const given = givenVariables(variables);
  return { ...Environment.parse(given), ...templateVariables(given), proxies: proxyVariables(given) };
}
