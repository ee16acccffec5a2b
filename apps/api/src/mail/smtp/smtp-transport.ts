import { Readable } from 'node:stream';
import type { ISendMailOptions } from '@nestjs-modules/mailer';
import type { SentMessageInfo, Transport } from 'nodemailer';
import type MailMessage from 'nodemailer/lib/mailer/mail-message';
import type { SMTPEnvelope } from 'nodemailer/lib/smtp-connection';
import { MailFault } from '../mail-fault.js';
import type { Delivery } from '../mailer.js';
import { type Login, SmtpConnection } from './smtp-connection.js';
import { smtpOptions, type SmtpSettings } from './smtp-options.js';
import { isUnknownAddress, type SmtpError, wordsOf } from './smtp-reply.js';

/** How long a connection is kept for the next mail. */
const IDLE_MS = 5000;

export interface DeliveredMail extends ISendMailOptions {
  readonly delivery: Delivery;
}

interface Ready {
  readonly envelope: SMTPEnvelope;
  readonly raw: Buffer;
  readonly delivery: Delivery;
}

/**
 * A transport for nodemailer. Its own ones do not report when the text of a mail is about to be sent: from then on the mail
 * may have arrived. Fails with a MailFault.
 */
export class SmtpTransport implements Transport {
  readonly name = 'smtp';
  readonly version = '1';
  private readonly login: Login | null;
  private readonly open = new Set<SmtpConnection>();
  private opening = 0;
  /** Connections that wait for the next mail, with what ends them. */
  private readonly idle = new Map<SmtpConnection, NodeJS.Timeout>();

  constructor(private readonly smtp: SmtpSettings) {
    this.login = smtp.user ? { user: smtp.user, password: smtp.password ?? '' } : null;
  }

  send({ message, data }: MailMessage, done: (error: Error | null, info?: SentMessageInfo) => void): void {
    const { delivery } = data as Partial<DeliveredMail> as DeliveredMail;
    const envelope = message.getEnvelope();
    message
      .build()
      .then((raw) => this.deliver({ envelope, raw, delivery }))
      .then(
        () => {
          done(null, { envelope, messageId: message.messageId() });
        },
        (error: Error) => {
          done(error);
        },
      );
  }

  close(): void {
    for (const connection of this.open) connection.close();
  }

  private async deliver(mail: Ready): Promise<void> {
    const kept = this.takeIdle();
    if (kept) {
      // The server may have ended a kept connection; that says nothing about a new one.
      const sent = await this.sendOn(kept, mail).then(
        () => true,
        (error: unknown) => {
          if (error instanceof MailFault && error.kind === 'server' && !kept.isOpen) return false;
          throw error;
        },
      );
      if (sent) return;
    }
    await this.sendOn(await this.connect(), mail);
  }

  private async connect(): Promise<SmtpConnection> {
    this.opening += 1;
    try {
      const connection = await SmtpConnection.open(smtpOptions(this.smtp), this.login);
      this.open.add(connection);
      connection.onEnd(() => {
        this.open.delete(connection);
        this.stopIdle(connection);
      });
      return connection;
    } catch (error) {
      // Of several that are being opened at once, the last one tells whether the server accepts any.
      const hasOthers = this.open.size > 0 || this.opening > 1;
      throw new MailFault(hasOthers && isRefusal(error as SmtpError) ? 'crowded' : 'server', error);
    } finally {
      this.opening -= 1;
    }
  }

  private async sendOn(connection: SmtpConnection, { envelope, raw, delivery }: Ready): Promise<void> {
    let handedOver = false;
    // Read only when the server has accepted sender and recipient and waits for the text.
    const message = new Readable({
      read() {
        delivery.handOver().then(
          () => {
            handedOver = true;
            this.push(raw);
            this.push(null);
          },
          (error: Error) => this.destroy(error),
        );
      },
    });
    try {
      await connection.send(envelope, message);
      this.keep(connection);
    } catch (error) {
      const fault = faultOf(error as SmtpError, handedOver);
      await this.leave(connection, error as SmtpError);
      throw fault;
    }
  }

  /** After a reply that refused one mail, the connection is good for the next one. */
  private async leave(connection: SmtpConnection, { responseCode, command }: SmtpError): Promise<void> {
    const usable = connection.isOpen && responseCode !== undefined && responseCode !== 421 && command !== 'CONN';
    try {
      if (!usable) throw new Error('not usable');
      await connection.reset();
      this.keep(connection);
    } catch {
      connection.close();
    }
  }

  private keep(connection: SmtpConnection): void {
    if (!connection.isOpen) return;
    const quit = (): void => {
      this.stopIdle(connection);
      connection.quit();
    };
    this.idle.set(connection, setTimeout(quit, IDLE_MS).unref());
  }

  private takeIdle(): SmtpConnection | undefined {
    const [connection] = this.idle.keys();
    if (connection) this.stopIdle(connection);
    return connection;
  }

  private stopIdle(connection: SmtpConnection): void {
    clearTimeout(this.idle.get(connection));
    this.idle.delete(connection);
  }
}

/** The server is there and does not want this connection: by a reply, or by ending it. */
const isRefusal = ({ code, responseCode }: SmtpError): boolean => responseCode !== undefined || code === 'ECONNECTION';

/** What a failed command means for the mail. A 5xx reply is final, a 4xx reply means "later" (RFC 5321, 4.2.1). */
function faultOf(error: SmtpError, handedOver: boolean): MailFault {
  const { command, responseCode: code, response = '' } = error;
  const aboutMail = code !== undefined && (command === 'RCPT TO' || command === 'DATA');
  if (!aboutMail) return new MailFault(handedOver ? 'uncertain' : 'server', error);
  const words = wordsOf(response);
  if (code >= 500) {
    return new MailFault(
      command === 'RCPT TO' && isUnknownAddress(error) ? 'unknown_address' : 'refused',
      error,
      words,
    );
  }
  return new MailFault(code === 421 ? 'server' : 'later', error, words);
}
