export type Path = readonly (string | number)[];

/** The same document with something else in one place. */
export function changed(document: object, path: Path, value: unknown): unknown {
  const copy = structuredClone(document) as Record<string | number, unknown>;
  const inner = path.slice(0, -1).reduce((at, key) => at[key] as Record<string | number, unknown>, copy);
  const key = path.at(-1) ?? '';
  Object.defineProperty(inner, key, { value, enumerable: true, configurable: true, writable: true });
  return copy;
}

/** Where the document has objects. */
export function objectsIn(value: unknown, at: Path = []): Path[] {
  if (typeof value !== 'object' || value === null) return [];
  const inner = Object.entries(value).flatMap(([key, item]) =>
    objectsIn(item, [...at, Array.isArray(value) ? Number(key) : key]),
  );
  return Array.isArray(value) ? inner : [at, ...inner];
}

/** Where the document has anything. */
export function placesIn(value: unknown, at: Path = []): Path[] {
  if (typeof value !== 'object' || value === null) return [at];
  return Object.entries(value).flatMap(([key, item]) => {
    const here = [...at, Array.isArray(value) ? Number(key) : key];
    return typeof item === 'object' && item !== null ? [here, ...placesIn(item, here)] : [here];
  });
}

export const at = (document: unknown, path: Path): unknown =>
  path.reduce<unknown>((inner, step) => (inner as Record<string | number, unknown>)[step], document);
