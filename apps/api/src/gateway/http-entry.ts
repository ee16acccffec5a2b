import type { IncomingMessage, ServerResponse } from 'node:http';
import type { Socket } from 'node:net';

/** What sees every request before the framework does, and takes what is a service's. */
export abstract class HttpEntry {
  /** False leaves the request to the framework. */
  abstract handle(request: IncomingMessage, response: ServerResponse): boolean;

  /** False when the upgrade is for nobody. */
  abstract upgrade(request: IncomingMessage, socket: Socket, head: Buffer): boolean;
}
