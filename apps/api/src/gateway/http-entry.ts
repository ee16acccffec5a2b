import type { IncomingMessage, ServerResponse } from 'node:http';
import type { Socket } from 'node:net';

/** Sees every request before the framework does, and takes those for services. */
export abstract class HttpEntry {
  /** False leaves the request to the framework. */
  abstract handle(request: IncomingMessage, response: ServerResponse): boolean;

  /** False where there is no such service. */
  abstract upgrade(request: IncomingMessage, socket: Socket, head: Buffer): boolean;
}
