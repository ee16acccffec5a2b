import { once } from 'node:events';
import type { AddressInfo } from 'node:net';
import { text } from 'node:stream/consumers';
import { SMTPServer } from 'smtp-server';
import type { Mailbox } from './mailbox.js';
import { until } from './until.js';

/** A real mail server on this machine: what the product sends arrives here over SMTP. */
export class MailServer implements Mailbox {
  private readonly received: { readonly to: string; readonly content: string }[] = [];
  private readonly server = new SMTPServer({
    authOptional: true,
    disabledCommands: ['STARTTLS'],
    disableReverseLookup: true,
    closeTimeout: 100,
    onData: (stream, session, done) => {
      void text(stream).then((raw) => {
        this.received.push({
          to: session.envelope.rcptTo.map(({ address }) => address).join(', '),
          content: decoded(raw),
        });
        done();
      }, done);
    },
  });

  static async start(): Promise<MailServer> {
    const mails = new MailServer();
    mails.server.on('error', () => undefined);
    mails.server.listen(0, '127.0.0.1');
    await once(mails.server.server, 'listening');
    return mails;
  }

  /** What makes the product send its mails here. */
  get settings() {
    const { port } = this.server.server.address() as AddressInfo;
    return { SMTP_HOST: '127.0.0.1', SMTP_PORT: String(port), SMTP_USE_TLS: 'false' };
  }

  async linkFor(email: string): Promise<string> {
    const content = await until(`a mail to ${email} arrives`, 15, () => {
      const index = this.received.findIndex((mail) => mail.to === email);
      return index >= 0 && this.received.splice(index, 1)[0]?.content;
    });
    const link = /https?:\/\/\S+\/confirm#[\w-]+/.exec(content)?.[0];
    if (!link) throw new Error(`There is no link in the mail to ${email}:\n${content}`);
    return link;
  }

  /** To whom mails came that nobody has looked for. */
  get unread(): string[] {
    return this.received.map(({ to }) => to);
  }

  async close(): Promise<void> {
    await new Promise<void>((resolve) => this.server.close(resolve));
  }
}

/** Quoted-printable undone. */
const decoded = (raw: string): string =>
  raw
    .replaceAll(/=\r?\n/g, '')
    .replaceAll(/=([0-9A-F]{2})/g, (_, code: string) => String.fromCharCode(parseInt(code, 16)));
