import type SMTPPool from 'nodemailer/lib/smtp-pool/index.js';
import type { Settings } from '../../config/settings.js';

export type SmtpSettings = NonNullable<Settings['mail']['smtp']>;

const IMPLICIT_TLS_PORT = 465;

/** What our settings mean to nodemailer. With TLS the connection is encrypted or there is none. */
export function smtpTransport({ host, port, user, password, useTls }: SmtpSettings): SMTPPool.Options {
  return {
    host,
    port,
    ...(user && { auth: { user, pass: password ?? '' } }),
    secure: useTls && port === IMPLICIT_TLS_PORT,
    requireTLS: useTls && port !== IMPLICIT_TLS_PORT,
    ignoreTLS: !useTls,
    // A class that registers at once is one conversation with the mail server, not thirty.
    pool: true,
    maxConnections: 3,
    dnsTimeout: 5000,
    connectionTimeout: 5000,
    greetingTimeout: 5000,
    socketTimeout: 15_000,
    disableFileAccess: true,
    disableUrlAccess: true,
  };
}
