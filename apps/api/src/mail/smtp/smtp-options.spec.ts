import { describe, expect, it } from '@jest/globals';
import { smtpOptions } from './smtp-options.js';

const server = {
  host: 'mail.example.com',
  port: 587,
  user: undefined,
  password: undefined,
  security: 'starttls',
  caFile: null,
  helloName: 'coder.example.com',
} as const;

describe('connection to the mail server', () => {
  it.each([
    ['starttls', { secure: false, requireTLS: true, ignoreTLS: false }],
    ['tls', { secure: true, requireTLS: false, ignoreTLS: false }],
    ['none', { secure: false, requireTLS: false, ignoreTLS: true }],
  ] as const)('security %s: %j', (security, options) => {
    expect(smtpOptions({ ...server, security })).toMatchObject(options);
  });

  it('timeouts: not shorter than those of RFC 5321', () => {
    const { connectionTimeout = 0, greetingTimeout = 0, socketTimeout = 0 } = smtpOptions(server);
    expect(Math.min(connectionTimeout, greetingTimeout)).toBeGreaterThanOrEqual(300_000);
    expect(socketTimeout).toBeGreaterThanOrEqual(600_000);
  });
});
