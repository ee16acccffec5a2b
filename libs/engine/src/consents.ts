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
 * The lines of `.env` that templates need and the operator has not written; none where all is permitted. Each line holds
 * what is permitted already, so that it can replace the one that is there.
 */
export function missingConsents(templates: readonly Wishes[], given: Consents): string[] {
  const most = (values: readonly number[], usual: number, ceiling = usual): number | null => {
    const wanted = Math.max(0, ...values);
    return wanted > Math.max(usual, ceiling) ? wanted : null;
  };
  const added = (wanted: readonly string[], there: readonly string[]): string | null =>
    wanted.length > 0 ? [...new Set([...there, ...wanted])].join(',') : null;

  const memory = most(
    templates.flatMap((template) => template.memory ?? []),
    given.DEFAULT_MEMORY_LIMIT,
    given.GUARD_MAX_MEMORY,
  );
  const cpu = most(
    templates.flatMap((template) => (template.cpu === undefined ? [] : cpuQuota(template.cpu))),
    given.DEFAULT_CPU_QUOTA,
    given.GUARD_MAX_CPU_QUOTA,
  );
  const pids = most(
    templates.flatMap((template) => template.pids ?? []),
    DEFAULT_PIDS,
    given.GUARD_MAX_PIDS,
  );
  const names = templates.flatMap(({ environment }) => Object.keys(environment));
  const env = added(
    names.filter((name) => !isListed(name, [...FREE, ...given.GUARD_ENV])),
    given.GUARD_ENV,
  );
  const kept = templates.flatMap((template) => template.capabilities);
  const capabilities = added(
    kept.filter((name) => !given.GUARD_CAPABILITIES.includes(name)),
    given.GUARD_CAPABILITIES,
  );
  return [
    memory !== null && `GUARD_MAX_MEMORY=${sizeText(memory)}`,
    cpu !== null && `GUARD_MAX_CPU_QUOTA=${String(cpu)}`,
    pids !== null && `GUARD_MAX_PIDS=${String(pids)}`,
    env !== null && `GUARD_ENV=${env}`,
    !given.GUARD_COMMANDS && templates.some(({ command }) => command !== undefined) && 'GUARD_COMMANDS=true',
    !given.GUARD_ROOT && templates.some(({ root }) => root) && 'GUARD_ROOT=true',
    capabilities !== null && `GUARD_CAPABILITIES=${capabilities}`,
  ].filter((line) => line !== false);
}
