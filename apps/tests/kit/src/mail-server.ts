import { EventEmitter, once } from 'node:events';
import type { AddressInfo } from 'node:net';
import { text } from 'node:stream/consumers';
import { SMTPServer, type SMTPServerOptions } from 'smtp-server';
import type { Mailbox } from './mailbox.js';

const SECONDS = 15;

export interface ReceivedMail {
  readonly to: string;
  /** The whole message, decoded from quoted-printable. */
  readonly content: string;
  readonly messageId: string;
  /** The part of its link after the #. */
  readonly token: string;
  /** Its six digits. */
  readonly code: string;
}

/** An SMTP server on this machine that receives the product's mails. */
export class MailServer implements Mailbox {
  readonly received: ReceivedMail[] = [];
  /** Names with which clients have greeted. */
  readonly greetings = new Set<string>();
  private readonly arrivals = new EventEmitter().setMaxListeners(0);
  private readonly server: SMTPServer;

  private constructor(options: SMTPServerOptions) {
    this.server = new SMTPServer({
      authOptional: true,
      disabledCommands: ['STARTTLS'],
      disableReverseLookup: true,
      closeTimeout: 100,
      onData: (stream, session, done) => {
        this.greetings.add(session.hostNameAppearsAs);
        void text(stream).then((raw) => {
          this.keep(session.envelope.rcptTo.map(({ address }) => address).join(', '), raw);
          done();
        }, done);
      },
      ...options,
    });
    this.server.on('error', () => undefined);
  }

  static async start(options: SMTPServerOptions = {}, port = 0, address = '127.0.0.1'): Promise<MailServer> {
    const mails = new MailServer(options);
    mails.server.listen(port, address);
    await once(mails.server.server, 'listening');
    return mails;
  }

  get port(): number {
    return this.address.port;
  }

  private get address(): AddressInfo {
    return this.server.server.address() as AddressInfo;
  }

  /** Settings with which the product sends its mails here. */
  get settings() {
    return { SMTP_HOST: this.address.address, SMTP_PORT: String(this.port), SMTP_USE_TLS: 'false' };
  }

  /** Removes the oldest mail to this address from the mailbox and returns it; waits if there is none. */
  async take(to: string): Promise<ReceivedMail> {
    const deadline = AbortSignal.timeout(SECONDS * 1000);
    for (;;) {
      const index = this.received.findIndex((mail) => mail.to === to);
      const [mail] = index < 0 ? [] : this.received.splice(index, 1);
      if (mail) return mail;
      await once(this.arrivals, 'mail', { signal: deadline }).catch((error: unknown) => {
        throw new Error(`No mail to ${to} within ${SECONDS} s`, { cause: error });
      });
    }
  }

  async linkFor(to: string): Promise<string> {
    const { content } = await this.take(to);
    const link = /https?:\/\/\S+\/confirm#[\w-]+/.exec(content)?.[0];
    if (!link) throw new Error(`No link in the mail to ${to}:\n${content}`);
    return link;
  }

  /** Recipients of the mails that were not taken. */
  get unread(): string[] {
    return this.received.map(({ to }) => to);
  }

  /** Ends every connection without a word, as a server does that crashes. */
  cut(): void {
    for (const connection of this.server.connections) connection._socket.destroy();
  }

  async close(): Promise<void> {
    await new Promise<void>((resolve) => this.server.close(resolve));
  }

  private keep(to: string, raw: string): void {
    const content = Buffer.from(
      raw
        .replaceAll(/=\r?\n/g, '')
        .replaceAll(/=([0-9A-F]{2})/g, (_, hex: string) => String.fromCharCode(parseInt(hex, 16))),
      'latin1',
    ).toString('utf8');
    const [, token = ''] = /(?:confirm|invite)#([\w-]{43})/.exec(content) ?? [];
    const code = /^(\d{3}) (\d{3})\r?$/m.exec(content)?.slice(1, 3).join('') ?? '';
    const [, messageId = ''] = /^message-id: (.*?)\r?$/im.exec(content) ?? [];
    this.received.push({ to, content, messageId, token, code });
    this.arrivals.emit('mail');
  }
}
