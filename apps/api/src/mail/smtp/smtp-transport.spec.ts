import { describe, expect, it } from '@jest/globals';
import { smtpTransport } from './smtp-transport.js';

const server = { host: 'mail.example.com', port: 587, user: undefined, password: undefined, useTls: true };

describe('the connection to the mail server', () => {
  it('is upgraded to TLS, or there is none', () => {
    expect(smtpTransport(server)).toMatchObject({ secure: false, requireTLS: true, ignoreTLS: false });
  });

  it('is TLS from its first byte on port 465', () => {
    expect(smtpTransport({ ...server, port: 465 })).toMatchObject({
      secure: true,
      requireTLS: false,
      ignoreTLS: false,
    });
  });

  it('is plain where TLS is switched off', () => {
    const plain = { secure: false, requireTLS: false, ignoreTLS: true };
    expect(smtpTransport({ ...server, port: 25, useTls: false })).toMatchObject(plain);
    expect(smtpTransport({ ...server, port: 465, useTls: false })).toMatchObject(plain);
  });

  it('logs in only with a user', () => {
    expect(smtpTransport(server)).not.toHaveProperty('auth');
    expect(smtpTransport({ ...server, user: 'u', password: 'p' })).toHaveProperty('auth', { user: 'u', pass: 'p' });
  });

  it('never waits for ever', () => {
    expect(smtpTransport(server)).toMatchObject({
      dnsTimeout: expect.any(Number),
      connectionTimeout: expect.any(Number),
      greetingTimeout: expect.any(Number),
      socketTimeout: expect.any(Number),
    });
  });
});
