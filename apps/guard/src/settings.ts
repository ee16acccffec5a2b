import { z } from 'zod';

const unit = { '': 1, b: 1, k: 1024, m: 1024 ** 2, g: 1024 ** 3 } as const;

/** Docker's notation: `512m`, `1g`, or plain bytes. */
const bytes = z
  .string()
  .regex(/^\d+[bkmg]?$/i, 'is not a size such as 512m or 1g')
  .transform((text) => Number.parseInt(text) * unit[text.replace(/\d/g, '').toLowerCase() as keyof typeof unit]);

const list = z
  .string()
  .default('')
  .transform((text) => text.split(',').filter((item) => item !== ''));

/** Names without `GUARD_` are Spawner's own, and mean the same here. */
const Environment = z.object({
  /** Where to listen: `address:port`, or the path of a socket. */
  GUARD_LISTEN: z
    .string()
    .regex(/^(\/.+|.*:\d+)$/, 'is neither address:port nor a path')
    .default('0.0.0.0:2375'),
  /** Whose calls are let through. */
  GUARD_FOR: z.enum(['spawner', 'traefik']).default('spawner'),
  /** The host name that callers must have; nothing lets in whoever reaches the port. */
  GUARD_CLIENT: z.string().optional(),
  GUARD_ENGINE: z.string().default('/var/run/docker.sock'),
  /** Written on all that is made through the guard: its own things, by which it knows them again. */
  GUARD_MARK: z
    .string()
    .regex(/^[\w.-]{1,100}$/)
    .default('spawner'),
  /** The installation whose containers and volumes were made before there was a guard. */
  GUARD_INSTALLATION: z
    .string()
    .regex(/^[\w-]{1,100}$/)
    .optional(),
  /** Labels a container may carry beside those of Spawner and Traefik. */
  GUARD_LABELS: list,
  TEMPLATES_DIR: z.string().default('docker/templates'),
  TRAEFIK_NETWORK: z
    .string()
    .regex(/^[\w.-]+$/)
    .default('spawner'),
  DOCKER_SUBNET: z.cidrv4().optional(),
  GATEWAY_ADDRESS: z.url({ protocol: /^http$/ }).default('http://127.0.0.1:5000'),
  DEFAULT_MEMORY_LIMIT: bytes.prefault('512m'),
  DEFAULT_CPU_QUOTA: z.coerce.number().int().positive().default(50_000),
});

export interface Settings extends z.infer<typeof Environment> {
  /** By template type, from `USER_TEMPLATE_IMAGE_{TYPE}` and `USER_TEMPLATE_BASE_{TYPE}`. */
  readonly images: Readonly<Record<string, string>>;
  readonly bases: Readonly<Record<string, string>>;
}

/** @param variables the process environment; an empty value counts as absent */
export function settingsFrom(variables: Readonly<Record<string, string | undefined>>): Settings {
  const given = Object.fromEntries(
    Object.entries(variables).filter((entry): entry is [string, string] => entry[1] !== undefined && entry[1] !== ''),
  );
  const perTemplate = (prefix: string) =>
    Object.fromEntries(
      Object.entries(given)
        .filter(([name]) => name.startsWith(prefix))
        .map(([name, value]) => [name.slice(prefix.length).toLowerCase(), value]),
    );
  return {
    ...Environment.parse(given),
    images: perTemplate('USER_TEMPLATE_IMAGE_'),
    bases: perTemplate('USER_TEMPLATE_BASE_'),
  };
}
