import type { IncomingHttpHeaders } from 'node:http';

/** What a visitor asked for, as they asked: the gateways learn it in different ways. */
export interface ServiceRequest {
  readonly method: string;
  /** With the prefix that no service sees. */
  readonly target: string;
  /** The path as the service sees it. */
  readonly path: string;
  readonly host: string;
  readonly headers: IncomingHttpHeaders;
}
