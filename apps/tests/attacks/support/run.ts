import { join } from 'node:path';

const folder = (): string => {
  const value = process.env['ATTACKS_RUN'];
  if (!value) throw new Error('setup.mjs has not prepared this run');
  return value;
};

/** Prepared by setup.mjs. */
export const run = {
  /** Templates of the hostile application. */
  get templates(): string {
    return join(folder(), 'templates');
  },
  get certificate(): { readonly key: string; readonly cert: string } {
    return { key: join(folder(), 'key.pem'), cert: join(folder(), 'certificate.pem') };
  },
  get table(): string {
    return join(folder(), 'table.jsonl');
  },
} as const;
