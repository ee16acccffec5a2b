import { randomBytes } from 'node:crypto';
import { fileURLToPath } from 'node:url';

/** The checkout. */
export const ROOT = fileURLToPath(new URL('../../../..', import.meta.url));

/**
 * In the name of everything that this run makes on the engine, and in the environment of every process that it starts.
 * So a run tells its own things from those of others on the machine, and finds what was left behind.
 */
export const runId = (): string => (process.env['SPAWNER_TEST_RUN'] ??= `t${randomBytes(3).toString('hex')}`);

/** A name for one thing of this run. */
export const uniqueId = (prefix: string): string => `${runId()}-${prefix}${randomBytes(2).toString('hex')}`;
