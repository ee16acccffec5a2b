import { once } from 'node:events';
import { connect } from 'node:net';
import type { KnownNode } from './swarm-services.js';

/** A port of a machine that does not take connections from this one. */
export interface ClosedPort {
  readonly node: string;
  readonly port: number;
}

/** Of the engine, by its documentation: managers take orders of the others at the first, all exchange who is there at the second. */
const MANAGERS = 2377;
const MEMBERS = 7946;
/** A firewall that drops packets never answers. */
const ANSWER_MS = 2000;

/** Tries what machines need of each other over TCP. @param relayPort of Traefik; null where there is none */
export async function closedPorts(
  nodes: readonly Pick<KnownNode, 'name' | 'address' | 'state' | 'manager'>[],
  relayPort: number | null,
): Promise<readonly ClosedPort[]> {
  const tries = nodes
    .filter(({ state }) => state !== 'down')
    .flatMap(({ name, address, manager }) =>
      [MEMBERS, ...(manager ? [MANAGERS] : []), ...(relayPort === null ? [] : [relayPort])].map(async (port) =>
        (await isOpen(address, port)) ? [] : [{ node: name, port }],
      ),
    );
  return (await Promise.all(tries)).flat();
}

async function isOpen(host: string, port: number): Promise<boolean> {
  const socket = connect({ host, port });
  try {
    await once(socket, 'connect', { signal: AbortSignal.timeout(ANSWER_MS) });
    return true;
  } catch {
    return false;
  } finally {
    socket.destroy();
  }
}
