import proxyAddr from '@fastify/proxy-addr';

/** Whether to trust the X-Forwarded-* of the proxy at this address, so many hops before us. */
export type Trust = (address: string, hop: number) => boolean;

/** @param proxies in front of this process: how many, or their addresses and CIDR ranges */
export function trustOf(proxies: number | readonly string[]): Trust {
  return typeof proxies === 'number' ? (_address, hop) => hop < proxies : proxyAddr.compile([...proxies]);
}
