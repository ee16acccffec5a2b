import type { Server } from 'node:http';
import type { Gateway } from '../../src/gateway/gateway.js';
import type { Asked, AskOptions } from './sockets.js';
import type { TestAccess } from './test-access.js';

/** A gateway of either kind on a port of its own, with ann's service under /ann-dev behind it. */
export interface TestGateway {
  readonly access: TestAccess;
  readonly gateway: Gateway;
  readonly service: Server;
  readonly port: number;
  /** Under which the gateway is reached. */
  readonly host: string;
  /** Before the login page's path. */
  readonly dashboard: string;
  readonly annsCookie: string;
  /** How many services were used since the last read. */
  readonly uses: number;
  /** Back from its rest. */
  admit(): void;
  /** Ann asks for her service. */
  ask(path: string, headers?: Record<string, string>, options?: AskOptions): Promise<Asked>;
  /** @param cookie all of them; none where it is empty */
  askAs(cookie: string, path: string, headers?: Record<string, string>, options?: AskOptions): Promise<Asked>;
  close(): Promise<void>;
}
