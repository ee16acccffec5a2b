import { rootCertificates } from 'node:tls';
import type { SMTPConnectionOptions } from 'nodemailer/lib/smtp-connection';
import { readCertificates } from '../../config/ca-file.js';
import type { Settings } from '../../config/settings.js';

export type SmtpSettings = NonNullable<Settings['mail']['smtp']>;

const MINUTE_MS = 60_000;

/** RFC 5321, 4.5.3.2: a client waits five minutes for a greeting and ten for the answer after a mail, at least. */
const PATIENCE = { connectionTimeout: 5 * MINUTE_MS, greetingTimeout: 5 * MINUTE_MS, socketTimeout: 10 * MINUTE_MS };

/** Settings of nodemailer. With TLS, a server that does not encrypt is refused. */
export function smtpOptions({ host, port, security, caFile, helloName }: SmtpSettings): SMTPConnectionOptions {
  return {
    host,
    port,
    name: helloName,
    secure: security === 'tls',
    requireTLS: security === 'starttls',
    ignoreTLS: security === 'none',
    // Beside the public ones: a server may be moved to a public certificate before the setting is removed.
    ...(caFile && { tls: { ca: [...rootCertificates, readCertificates(caFile)] } }),
    ...PATIENCE,
  };
}
