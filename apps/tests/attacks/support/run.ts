import { join } from 'node:path';

/** What setup.mjs prepared. */
const folder = (): string => {
  const value = process.env['ATTACKS_RUN'];
  if (!value) throw new Error('setup.mjs has not prepared this run');
  return value;
};

export const run = {
  /** The product beside hostile templates. */
  get product(): string {
    return join(folder(), 'product');
  },
  get certificate(): { readonly key: string; readonly cert: string } {
    return { key: join(folder(), 'key.pem'), cert: join(folder(), 'certificate.pem') };
  },
  get table(): string {
    return join(folder(), 'table.jsonl');
  },
} as const;
