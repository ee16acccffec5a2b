/** A request target split at its first segment: `/test-dev/a?b` → `test-dev` and `/a?b`. */
export interface RoutedPath {
  readonly segment: string;
  /** The part that was removed; empty on a service's own host. */
  readonly prefix: string;
  readonly rest: string;
}

const TARGET = /^\/([a-z0-9-]+)(?:(\/[^]*)|(\?[^]*)?)$/;

/**
 * Null for everything that does not begin with one plain segment, such as encoded, double-slash and absolute forms. The
 * segment is matched whole, so `/test-development` never reaches `test-dev`.
 */
export function splitTarget(target: string): RoutedPath | null {
  const match = TARGET.exec(target);
  if (!match?.[1]) return null;
  return { segment: match[1], prefix: `/${match[1]}`, rest: match[2] ?? `/${match[3] ?? ''}` };
}
