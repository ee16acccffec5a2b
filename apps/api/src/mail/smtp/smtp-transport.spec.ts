import { describe, expect, it } from '@jest/globals';
import { smtpTransport } from './smtp-transport.js';

const server = { host: 'mail.example.com', port: 587, user: undefined, password: undefined, useTls: true };

describe('connection to the mail server', () => {
  it('TLS on: upgrade is required', () => {
    expect(smtpTransport(server)).toMatchObject({ secure: false, requireTLS: true, ignoreTLS: false });
  });

  it('port 465: TLS from the first byte', () => {
    expect(smtpTransport({ ...server, port: 465 })).toMatchObject({
      secure: true,
      requireTLS: false,
      ignoreTLS: false,
    });
  });

  it('TLS off: plain', () => {
    const plain = { secure: false, requireTLS: false, ignoreTLS: true };
    expect(smtpTransport({ ...server, port: 25, useTls: false })).toMatchObject(plain);
    expect(smtpTransport({ ...server, port: 465, useTls: false })).toMatchObject(plain);
  });

  it('no user: no login', () => {
    expect(smtpTransport(server)).not.toHaveProperty('auth');
    expect(smtpTransport({ ...server, user: 'u', password: 'p' })).toHaveProperty('auth', { user: 'u', pass: 'p' });
  });

  it('every phase has a timeout', () => {
    expect(smtpTransport(server)).toMatchObject({
      dnsTimeout: expect.any(Number),
      connectionTimeout: expect.any(Number),
      greetingTimeout: expect.any(Number),
      socketTimeout: expect.any(Number),
    });
  });
});
