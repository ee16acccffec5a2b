import type { IncomingHttpHeaders, IncomingMessage } from 'node:http';

/** Longest path with its query. */
export const TARGET_LENGTH = 8192;

/** A request for a service as its sender made it. The embedded gateway reads it itself, Traefik describes it in headers. */
export interface ServiceRequest {
  readonly method: string;
  /** With the prefix that the service does not see: `/ann-dev/a?b`. */
  readonly target: string;
  /** The path as the service sees it: `/a?b`. */
  readonly path: string;
  readonly host: string;
  readonly headers: IncomingHttpHeaders;
}

/** @param path as the service sees it */
export const serviceRequestOf = (
  { method = '', url = '', headers }: IncomingMessage,
  path: string = url,
): ServiceRequest => ({ method, target: url, path, host: headers.host ?? '', headers });
