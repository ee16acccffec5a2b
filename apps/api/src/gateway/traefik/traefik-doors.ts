import { isIPv6 } from 'node:net';
import type { Target } from '../application-proxy.js';
import type { MutualTls } from '../mutual-tls.js';
import { RelayAgent } from './relay-agent.js';

/** Where the Traefik of each machine takes requests that came to another one. */
interface RelayEntry {
  readonly port: number;
  readonly tls: MutualTls;
}

/** Where this process reaches Traefik. */
export class TraefikDoors {
  /** To the Traefiks of other machines: a handshake for each request would cost more than the request. */
  readonly agent: RelayAgent | null;
  private readonly only: Target;

  /**
   * @param url entry point of the only Traefik
   * @param relay null on one machine
   */
  constructor(
    url: string,
    readonly relay: RelayEntry | null,
  ) {
    const { protocol, hostname: host, port } = new URL(url);
    this.only = { protocol, host, port };
    this.agent = relay && new RelayAgent(relay.tls);
  }

  /** @param machine its address; null is the only one */
  at(machine: string | null): Target {
    return machine !== null && this.relay ? { protocol: 'https:', host: machine, ...this.relay } : this.only;
  }

  close(): void {
    this.agent?.destroy();
  }
}

export const originOf = ({ protocol = 'http:', host, port }: Target): string =>
  `${protocol}//${isIPv6(host) ? `[${host}]` : host}:${String(port)}`;
