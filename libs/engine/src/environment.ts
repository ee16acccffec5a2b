import { z } from 'zod';
import { consentVariables } from './consents.js';
import { imageReference } from './image-reference.js';
import { bytes } from './sizes.js';

/** `type=nfs;o=addr=10.0.0.5,rw;device=:/export/{name}`: the values themselves have commas. */
const volumeOptions = z.string().transform((text, context) => {
  const pairs = text.split(';').map((pair) => /^\s*([^=\s]+)=(.*?)\s*$/.exec(pair));
  if (pairs.every((pair) => pair !== null))
    return Object.fromEntries(pairs.map(([, key = '', value = '']) => [key, value]));
  context.addIssue('is not key=value;key=value');
  return z.NEVER;
});

/**
 * The variables that the API and the guard both read. Were one of them read in two ways, the guard would refuse what the
 * API makes.
 */
export const engineVariables = {
  /** The folders of the templates. */
  TEMPLATES_DIR: z.string().default('docker/templates'),
  /** Types, of these folders and of the gallery; without it all of these folders. */
  TEMPLATES: z
    .string()
    .transform((text) => text.split(',').flatMap((type) => type.trim() || []))
    .optional(),
  TRAEFIK_NETWORK: z
    .string()
    .regex(/^[\w.-]+$/, 'is not the name of a network')
    .default('spawner'),
  DOCKER_SUBNET: z.cidrv4().optional(),
  /** Keeps the content of volumes where every node reaches it; without it, each is on the node that made it. */
  VOLUME_DRIVER: z.string().optional(),
  /** `{name}` in a value is the volume's own name. */
  VOLUME_OPTIONS: volumeOptions.default({}),
  DEFAULT_MEMORY_LIMIT: bytes.prefault('512m'),
  /** Microseconds of CPU in every 100 ms; 50 000 is half a core. */
  DEFAULT_CPU_QUOTA: z.coerce.number().int().positive().default(50_000),
  ...consentVariables,
} as const;

/** What is set: an empty value counts as absent, as in a line `NAME=` of an env file. */
export const givenVariables = (
  variables: Readonly<Record<string, string | undefined>>,
): Readonly<Record<string, string>> =>
  Object.fromEntries(
    Object.entries(variables).filter((entry): entry is [string, string] => entry[1] !== undefined && entry[1] !== ''),
  );

/** One variable for each template that exists: `USER_TEMPLATE_IMAGE_DEV=…` → images `{ dev: '…' }`. */
export const templateVariables = (given: Readonly<Record<string, string>>) => ({
  images: Object.fromEntries(
    Object.entries(byType(given, 'USER_TEMPLATE_IMAGE_')).map(([type, image]) => [type, imageReference(image)]),
  ),
  bases: byType(given, 'USER_TEMPLATE_BASE_'),
});

/**
 * The proxy of this machine, as build arguments: the engine knows their names without an ARG and keeps them out of the
 * image. In both spellings, because programs read one or the other. Containers get none of them.
 */
export const proxyVariables = (given: Readonly<Record<string, string>>): Readonly<Record<string, string>> =>
  Object.fromEntries(
    ['HTTP_PROXY', 'HTTPS_PROXY', 'NO_PROXY'].flatMap((name) => {
      const value = given[name] ?? given[name.toLowerCase()];
      return value === undefined ? [] : [name, name.toLowerCase()].map((spelling) => [spelling, value]);
    }),
  );

const byType = (given: Readonly<Record<string, string>>, prefix: string): Readonly<Record<string, string>> =>
  Object.fromEntries(
    Object.entries(given)
      .filter(([name]) => name.startsWith(prefix))
      .map(([name, value]) => [name.slice(prefix.length).toLowerCase(), value]),
  );
