import { hostname } from 'node:os';
import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { isOwnHost, originOf, ownNames } from './dashboard-origin.js';

const [name = ''] = ownNames();
const lan = { localAddress: '192.168.1.5', localPort: 5000 };
const loopback = { localAddress: '127.0.0.1', localPort: 5000 };

describe('origin of a visitor', () => {
  it.each([
    ['address', { ...lan, host: '192.168.1.5:5000' }, 'http://192.168.1.5:5000'],
    [
      'IPv4 address on a socket for both versions',
      { ...lan, localAddress: '::ffff:192.168.1.5' },
      'http://192.168.1.5:5000',
    ],
    ['IPv6 address', { localAddress: 'fd00::5', localPort: 5000, host: '[fd00::5]:5000' }, 'http://[fd00::5]:5000'],
    ['port 80', { ...lan, localPort: 80, host: '192.168.1.5' }, 'http://192.168.1.5'],
    ['localhost', { ...loopback, host: 'localhost:5000' }, 'http://localhost:5000'],
    ['own name', { ...lan, host: `${hostname().toUpperCase()}:5000` }, `http://${hostname().toLowerCase()}:5000`],
    ['own name on port 80', { ...lan, localPort: 80, host: name }, `http://${name}`],
    ['own name in mDNS', { ...lan, host: `${ownNames().at(-1) ?? ''}:5000` }, `http://${ownNames().at(-1) ?? ''}:5000`],
  ])('by %s: as the visitor reached it', (_, arrival, origin) => {
    expect(originOf({ host: undefined, ...arrival })).toBe(origin);
  });

  it.each([
    'evil.example',
    'evil.example:5000',
    '192.168.1.5.evil.example:5000',
    '192.168.1.5:5000@evil.example',
    'evil.example#192.168.1.5:5000',
    // Own names that mean another machine, or another program, to the reader of the mail.
    'localhost:5000',
    '127.0.0.1:5000',
    '192.168.1.5:5001',
    `${name}:5001`,
    name,
    `${name}.evil.example:5000`,
    `${name}:5000/evil`,
  ])('by Host %s: the address that the connection came to', (host) => {
    expect(originOf({ ...lan, host })).toBe('http://192.168.1.5:5000');
  });

  it('any other Host: the address that the connection came to', () => {
    const own = ownNames().map((each) => `${each}:5000`);
    fc.assert(
      fc.property(fc.oneof(fc.string(), fc.webAuthority()), (host) => {
        fc.pre(!own.includes(host.toLowerCase()));
        expect(originOf({ ...lan, host })).toBe('http://192.168.1.5:5000');
      }),
    );
  });

  it('link-local IPv6 address, or no connection: none', () => {
    expect(originOf({ host: undefined, localAddress: 'fe80::1%eth0', localPort: 5000 })).toBeNull();
    expect(originOf({ host: 'evil.example', localAddress: undefined, localPort: undefined })).toBeNull();
  });
});

describe('own host', () => {
  const publicUrl = 'https://coder.domain.com';

  it.each(['127.0.0.1:5000', '[::1]:5000', 'localhost:6000', 'coder.localhost', 'coder.domain.com', name])(
    '%s: yes',
    (host) => {
      expect(isOwnHost(host, publicUrl)).toBe(true);
    },
  );

  it.each(['evil.example:5000', '127.0.0.1.evil.example', 'localhost.evil.example', 'evil-localhost', '', 'a b', '@'])(
    '%s: no',
    (host) => {
      expect(isOwnHost(host, publicUrl)).toBe(false);
    },
  );
});
