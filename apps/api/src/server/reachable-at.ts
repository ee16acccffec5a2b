import { networkInterfaces } from 'node:os';
import { ownNames } from '../http/dashboard-origin.js';

/** Interfaces to this machine's own containers and virtual machines. */
const INNER = /^(docker|br-|veth|virbr|lxc|cni|podman)/;

export interface Places {
  /** Reachable from this machine only. */
  readonly closed: boolean;
  /** Origins by address. */
  readonly addresses: readonly string[];
  /** Origins by name, where the network knows the name. */
  readonly names: readonly string[];
}

/**
 * Where browsers reach a server that listens here.
 * @param host an address, or `0.0.0.0` and `::` for all
 */
export function reachableAt(host: string, port: number): Places {
  const originOf = (name: string): string => {
    const { origin } = new URL(`http://${name.includes(':') ? `[${name}]` : name}:${String(port)}`);
    return origin;
  };
  const isLoopback = host === 'localhost' || host === '::1' || host.startsWith('127.');
  if (isLoopback) return { closed: true, addresses: [originOf(host === '::1' ? host : 'localhost')], names: [] };
  if (host !== '0.0.0.0' && host !== '::') return { closed: false, addresses: [originOf(host)], names: [] };
  const addresses = Object.entries(networkInterfaces())
    .filter(([name]) => !INNER.test(name))
    .flatMap(([, found]) => found ?? [])
    .filter(
      ({ internal, family, address }) => !internal && (family === 'IPv4' || host === '::') && !isLinkLocal(address),
    )
    .map(({ address }) => originOf(address));
  return { closed: false, addresses, names: ownNames().map(originOf) };
}

const isLinkLocal = (address: string): boolean => /^(fe80:|169\.254\.)/i.test(address);
