import { randomBytes } from 'node:crypto';
import { fileURLToPath } from 'node:url';

/** The checkout. */
export const ROOT = fileURLToPath(new URL('../../../..', import.meta.url));

/**
 * Part of the name of everything that this run creates on the engine, and of the environment of its processes.
 * It distinguishes them from those of other runs, and finds what a run has left behind.
 */
export const runId = (): string => (process.env['SPAWNER_TEST_RUN'] ??= `t${randomBytes(3).toString('hex')}`);

/** A name for one thing of this run. */
export const uniqueId = (prefix: string): string => `${runId()}-${prefix}${randomBytes(2).toString('hex')}`;
