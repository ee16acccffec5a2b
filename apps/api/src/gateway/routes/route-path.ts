/** A request target split at its first segment: `/test-dev/a?b` → `test-dev` and `/a?b`. */
export interface RoutedPath {
  readonly segment: string;
  /** What was taken off; empty on a service's own host. */
  readonly prefix: string;
  readonly rest: string;
}

const TARGET = /^\/([a-z0-9-]+)(?:(\/[^]*)|(\?[^]*)?)$/;

/**
 * Null for everything that does not begin with one plain segment: encoded, doubled-slash and absolute forms are
 * nobody's service. The segment is matched whole, so `/test-development` never reaches `test-dev`.
 */
export function splitTarget(target: string): RoutedPath | null {
  const match = TARGET.exec(target);
  if (!match?.[1]) return null;
  return { segment: match[1], prefix: `/${match[1]}`, rest: match[2] ?? `/${match[3] ?? ''}` };
}
