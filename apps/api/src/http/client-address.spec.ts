import { describe, expect, it } from '@jest/globals';
import { fastify } from 'fastify';
import { clientAddress, clientNetwork } from './client-address.js';
import { trustOf } from './trusted-proxies.js';

/** The client address of a request from `peer` with this X-Forwarded-For, where `proxies` are trusted. */
async function seen(proxies: number | readonly string[], peer: string, forwarded?: string): Promise<string> {
  const server = fastify({ trustProxy: trustOf(proxies) });
  server.get('/', clientAddress);
  const headers = forwarded === undefined ? {} : { 'x-forwarded-for': forwarded };
  return (await server.inject({ url: '/', remoteAddress: peer, headers })).body;
}

describe('clientAddress', () => {
  const spoofed = '1.1.1.1, 8.8.8.8, 203.0.113.7';

  it.each([
    ['no proxy is trusted', 0, '198.51.100.2', spoofed, '198.51.100.2'],
    ['one hop is trusted', 1, '10.0.0.1', spoofed, '203.0.113.7'],
    ['two hops are trusted', 2, '10.0.0.1', spoofed, '8.8.8.8'],
    ['more hops are trusted than there are', 9, '10.0.0.1', spoofed, '1.1.1.1'],
    ['trusted proxy sends no header', 1, '10.0.0.1', undefined, '10.0.0.1'],
    ['another proxy is trusted', ['10.9.9.9'], '10.0.0.1', spoofed, '10.0.0.1'],
    [
      'range is trusted, and the client claims an address in it',
      ['10.0.0.0/8'],
      '10.0.0.1',
      '10.3.3.3, 203.0.113.7',
      '203.0.113.7',
    ],
    ['IPv6', ['2001:db8::/32'], '2001:db8::1', 'fe80::bad, 2001:db9::7', '2001:db9::7'],
    ['IPv4 proxy on an IPv6 socket', ['10.0.0.0/8'], '::ffff:10.0.0.1', '203.0.113.7', '203.0.113.7'],
    ['proxy passes on text that is no address', 1, '10.0.0.1', '<script>', '10.0.0.1'],
    ['proxy passes on an address with a port', 1, '10.0.0.1', '203.0.113.7:8080', '10.0.0.1'],
    ['proxy passes on only commas', 1, '10.0.0.1', ', ,,', '10.0.0.1'],
  ])('%s', async (_case, proxies, peer, forwarded, expected) => {
    expect(await seen(proxies, peer, forwarded)).toBe(expected);
  });
});

describe('clientNetwork', () => {
  it.each([
    ['203.0.113.7', '203.0.113.7'],
    ['::ffff:203.0.113.7', '203.0.113.7'],
    ['2001:db8:1:2:3:4:5:6', '2001:db8:1:2::/64'],
    ['2001:0DB8:0001:0002::9', '2001:db8:1:2::/64'],
    ['2001:db8::9', '2001:db8:0:0::/64'],
    ['::1', '0:0:0:0::/64'],
    ['1::2:3:4:5:6', '1:0:0:2::/64'],
  ])('%s → %s', (address, network) => {
    expect(clientNetwork(address)).toBe(network);
  });
});
