import { join } from 'node:path';
import { runId } from '@spawner/kit/run';

/** Looked up late: without an engine nothing was prepared, and no case runs. */
const prepared = (name: string): string => {
  const value = process.env[name];
  if (!value) throw new Error(`${name} is not set: setup.mjs has not prepared this run`);
  return value;
};

/** What setup.mjs prepared. */
export const run = {
  /** Everything of this run lives below it, and the janitor removes it. */
  get folder(): string {
    return prepared('FAULTS_RUN');
  },
  get templates(): string {
    return join(prepared('FAULTS_RUN'), 'templates');
  },
  /** In the name of every container, network and image of this run. */
  get id(): string {
    return runId();
  },
  get images(): string {
    return prepared('FAULTS_IMAGES');
  },
} as const;
