import { Agent } from 'node:https';
import type { MutualTls } from '../mutual-tls.js';

/** Shorter than Traefik keeps an idle connection (180 s), so that no request is sent on one that is closing. */
const IDLE_MS = 60_000;

/** Keeps connections to other machines' Traefiks. */
export class RelayAgent extends Agent {
  constructor(tls: MutualTls) {
    super({ ...tls, keepAlive: true, maxFreeSockets: 32, timeout: IDLE_MS });
  }

  /** Node's own name of a connection has the certificates in it, as texts that are made for each request. */
  override getName({ host, port }: { host?: string | null; port?: number | string | null } = {}): string {
    return `${String(host)}:${String(port)}`;
  }
}
