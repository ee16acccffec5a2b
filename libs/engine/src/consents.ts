import { z } from 'zod';
import { bytes, sizeText } from './sizes.js';
import { capability, type TemplateFile } from './template-file.js';

/** Of a container whose template has no `pids`. */
export const DEFAULT_PIDS = 256;
/** Microseconds: the span that a CPU quota is a part of. */
export const CPU_PERIOD = 100_000;

const flag = z.enum(['true', 'false']).transform((value) => value === 'true');
const list = z.string().transform((text) => text.split(',').flatMap((part) => part.trim() || []));
const name = z.string().regex(/^[A-Z][A-Z0-9_]*\*?$/, 'is not a list of names such as LANG,JUPYTER_*');

/**
 * What the operator lets templates have beyond the defaults. The API reads them to name a missing line before it creates
 * a container, and the guard to enforce them.
 */
export const consentVariables = {
  GUARD_MAX_MEMORY: bytes.optional(),
  GUARD_MAX_CPU_QUOTA: z.coerce.number().int().positive().optional(),
  GUARD_MAX_PIDS: z.coerce.number().int().positive().optional(),
  /** Names of variables; `JUPYTER_*` stands for all that begin so. */
  GUARD_ENV: list.pipe(z.array(name)).prefault(''),
  GUARD_COMMANDS: flag.prefault('false'),
  GUARD_ROOT: flag.prefault('false'),
  GUARD_CAPABILITIES: list.pipe(z.array(capability)).prefault(''),
} as const;

/** With the limits that need no consent. */
export interface Consents extends z.infer<z.ZodObject<typeof consentVariables>> {
  readonly DEFAULT_MEMORY_LIMIT: number;
  readonly DEFAULT_CPU_QUOTA: number;
}

type Wishes = Pick<TemplateFile, 'memory' | 'cpu' | 'pids' | 'environment' | 'command' | 'root' | 'capabilities'>;

export const cpuQuota = (cores: number): number => Math.round(cores * CPU_PERIOD);

/** Names that need no consent: only Spawner's own templates read them. */
const FREE = ['SPAWNER_*'];

const isListed = (name: string, list: readonly string[]): boolean =>
  list.some((item) => (item.endsWith('*') ? name.startsWith(item.slice(0, -1)) : name === item));

/**
 * The lines of `.env` that a template needs and the operator has not written; none where all is permitted. A line holds
 * what is permitted already, so that it can replace the one that is there.
 */
export function missingConsents(template: Wishes, given: Consents): string[] {
  const { memory = 0, cpu = 0, pids = 0, environment, command, root, capabilities } = template;
  const names = Object.keys(environment).filter((name) => !isListed(name, [...FREE, ...given.GUARD_ENV]));
  const kept = capabilities.filter((name) => !given.GUARD_CAPABILITIES.includes(name));
  const quota = cpuQuota(cpu);
  const lines: readonly (readonly [line: string, isMissing: boolean])[] = [
    [
      `GUARD_MAX_MEMORY=${sizeText(memory)}`,
      memory > Math.max(given.DEFAULT_MEMORY_LIMIT, given.GUARD_MAX_MEMORY ?? 0),
    ],
    [`GUARD_MAX_CPU_QUOTA=${String(quota)}`, quota > Math.max(given.DEFAULT_CPU_QUOTA, given.GUARD_MAX_CPU_QUOTA ?? 0)],
    [`GUARD_MAX_PIDS=${String(pids)}`, pids > Math.max(DEFAULT_PIDS, given.GUARD_MAX_PIDS ?? 0)],
    [`GUARD_ENV=${[...given.GUARD_ENV, ...names].join(',')}`, names.length > 0],
    ['GUARD_COMMANDS=true', command !== undefined && !given.GUARD_COMMANDS],
    ['GUARD_ROOT=true', root && !given.GUARD_ROOT],
    [`GUARD_CAPABILITIES=${[...given.GUARD_CAPABILITIES, ...kept].join(',')}`, kept.length > 0],
  ];
  return lines.flatMap(([line, isMissing]) => (isMissing ? [line] : []));
}

/** The lines that the operator has written. */
export function givenConsents(given: Consents): string[] {
  const texts = {
    GUARD_MAX_MEMORY: given.GUARD_MAX_MEMORY === undefined ? '' : sizeText(given.GUARD_MAX_MEMORY),
    GUARD_MAX_CPU_QUOTA: String(given.GUARD_MAX_CPU_QUOTA ?? ''),
    GUARD_MAX_PIDS: String(given.GUARD_MAX_PIDS ?? ''),
    GUARD_ENV: given.GUARD_ENV.join(','),
    GUARD_COMMANDS: given.GUARD_COMMANDS ? 'true' : '',
    GUARD_ROOT: given.GUARD_ROOT ? 'true' : '',
    GUARD_CAPABILITIES: given.GUARD_CAPABILITIES.join(','),
  } satisfies Record<keyof typeof consentVariables, string>;
  return Object.entries(texts).flatMap(([name, text]) => (text === '' ? [] : [`${name}=${text}`]));
}
