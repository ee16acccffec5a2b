import { Readable } from 'node:stream';
import { Injectable } from '@nestjs/common';
import MailComposer from 'nodemailer/lib/mail-composer';
import { Settings } from '../../config/settings.js';
import { MailFault } from '../mail-fault.js';
import { type Delivery, type Mail, Mailer } from '../mailer.js';
import { type Login, SmtpConnection } from './smtp-connection.js';
import { smtpOptions, type SmtpSettings } from './smtp-options.js';
import { isUnknownAddress, type SmtpError, wordsOf } from './smtp-reply.js';

/** How long a connection is kept for the next mail. */
const IDLE_MS = 5000;

@Injectable()
export class SmtpMailer extends Mailer {
  readonly kind = 'smtp';
  private readonly smtp: SmtpSettings;
  private readonly login: Login | null;
  private readonly from: string;
  private readonly open = new Set<SmtpConnection>();
  private opening = 0;
  /** Connections that wait for the next mail, with what ends them. */
  private readonly idle = new Map<SmtpConnection, NodeJS.Timeout>();

  constructor({ mail }: Settings) {
    super();
    if (!mail.smtp) throw new Error('no mail server is set');
    this.smtp = mail.smtp;
    this.login = mail.smtp.user ? { user: mail.smtp.user, password: mail.smtp.password ?? '' } : null;
    this.from = mail.from;
  }

  async send(mail: Mail, delivery: Delivery): Promise<void> {
    const kept = this.takeIdle();
    if (kept) {
      // The server may have ended a kept connection; that says nothing about a new one.
      const sent = await this.sendOn(kept, mail, delivery).then(
        () => true,
        (error: unknown) => {
          if (error instanceof MailFault && error.kind === 'server' && !kept.isOpen) return false;
          throw error;
        },
      );
      if (sent) return;
    }
    await this.sendOn(await this.connect(), mail, delivery);
  }

  close(): void {
    for (const connection of this.open) connection.close();
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

  private async sendOn(connection: SmtpConnection, mail: Mail, delivery: Delivery): Promise<void> {
    const { envelope, raw } = await this.compose(mail, delivery);
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

  private async compose({ to, subject, text, html }: Mail, { id, date }: Delivery) {
    const message = new MailComposer({
      from: this.from,
      // As an object: nodemailer parses text as a list of addresses with names.
      to: { name: '', address: to },
      subject,
      text,
      html,
      date,
      messageId: `<${id}@${this.smtp.helloName}>`,
      // Tells out-of-office programs not to answer (RFC 3834).
      headers: { 'Auto-Submitted': 'auto-generated' },
      disableFileAccess: true,
      disableUrlAccess: true,
    }).compile();
    return { envelope: message.getEnvelope(), raw: await message.build() };
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
