import { Refusal } from './refusal.js';

/** A repeated key becomes a list, which the schemas refuse. */
export type Query = Readonly<Record<string, string | readonly string[]>>;

export interface RequestTarget {
  readonly path: string;
  readonly query: Query;
}

/**
 * No segment begins with a dot, none is empty and nothing is encoded, so the path is unambiguous. The API version is
 * dropped, because for older versions the engine interprets the same request differently.
 */
const TARGET = /^(?:\/v1\.\d{1,3})?((?:\/[A-Za-z0-9_][A-Za-z0-9_.:@-]*)+)(?:\?(.*))?$/;

export function targetOf(url: string): RequestTarget {
  const [, path, search = ''] = TARGET.exec(url) ?? [];
  if (path === undefined) throw new Refusal('the path is not written as Spawner writes it');
  const given = new URLSearchParams(search);
  const query = Object.fromEntries(
    [...new Set(given.keys())].map((key) => {
      const [value = '', ...more] = given.getAll(key);
      return [key, more.length > 0 ? [value, ...more] : value];
    }),
  );
  return { path, query };
}
