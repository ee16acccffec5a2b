import { z } from 'zod';
import { imageReference } from './image-reference.js';

const unit = { '': 1, b: 1, k: 1024, m: 1024 ** 2, g: 1024 ** 3 } as const;

/** Docker's notation: `512m`, `1g`, or plain bytes. */
const bytes = z
  .string()
  .regex(/^\d+[bkmg]?$/i, 'is not a size such as 512m or 1g')
  .transform((text) => Number.parseInt(text) * unit[text.replace(/\d/g, '').toLowerCase() as keyof typeof unit]);

/**
 * The variables that the API and the guard both read. Were one of them read in two ways, the guard would refuse what the
 * API makes.
 */
export const engineVariables = {
  /** The folders of the templates. */
  TEMPLATES_DIR: z.string().default('docker/templates'),
  TRAEFIK_NETWORK: z
    .string()
    .regex(/^[\w.-]+$/, 'is not the name of a network')
    .default('spawner'),
  DOCKER_SUBNET: z.cidrv4().optional(),
  DEFAULT_MEMORY_LIMIT: bytes.prefault('512m'),
  /** Microseconds of CPU in every 100 ms; 50 000 is half a core. */
  DEFAULT_CPU_QUOTA: z.coerce.number().int().positive().default(50_000),
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

const byType = (given: Readonly<Record<string, string>>, prefix: string): Readonly<Record<string, string>> =>
  Object.fromEntries(
    Object.entries(given)
      .filter(([name]) => name.startsWith(prefix))
      .map(([name, value]) => [name.slice(prefix.length).toLowerCase(), value]),
  );
