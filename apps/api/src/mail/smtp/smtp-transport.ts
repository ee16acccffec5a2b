import type SMTPPool from 'nodemailer/lib/smtp-pool/index.js';
import type { Settings } from '../../config/settings.js';

export type SmtpSettings = NonNullable<Settings['mail']['smtp']>;

const IMPLICIT_TLS_PORT = 465;

/** Settings of nodemailer. With TLS, a server that does not encrypt is refused. */
export function smtpTransport({ host, port, user, password, useTls }: SmtpSettings): SMTPPool.Options {
  return {
    host,
    port,
    ...(user && { auth: { user, pass: password ?? '' } }),
    secure: useTls && port === IMPLICIT_TLS_PORT,
    requireTLS: useTls && port !== IMPLICIT_TLS_PORT,
    ignoreTLS: !useTls,
    // Thirty students who register at once share one connection to the mail server.
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
