import { once } from 'node:events';
import type { AddressInfo } from 'node:net';
import { text } from 'node:stream/consumers';
import { SMTPServer, type SMTPServerOptions } from 'smtp-server';

export interface ReceivedMail {
  readonly to: string;
  /** The whole message, quoted-printable undone. */
  readonly content: string;
  /** What stands behind the # of its link. */
  readonly token: string;
  /** Its six digits. */
  readonly code: string;
}

/** A real mail server on this machine that hands out what it received. */
export class TestMailServer {
  readonly received: ReceivedMail[] = [];
  private readonly waiting = new Set<() => void>();
  private readonly server: SMTPServer;

  private constructor(options: SMTPServerOptions) {
    this.server = new SMTPServer({
      authOptional: true,
      disabledCommands: ['STARTTLS'],
      disableReverseLookup: true,
      closeTimeout: 100,
      onData: (stream, session, done) => {
        void text(stream).then((raw) => {
          this.keep(session.envelope.rcptTo[0]?.address ?? '', raw);
          done();
        }, done);
      },
      ...options,
    });
    this.server.on('error', () => undefined);
  }

  static async start(options: SMTPServerOptions = {}): Promise<TestMailServer> {
    const mails = new TestMailServer(options);
    mails.server.listen(0, '127.0.0.1');
    await once(mails.server.server, 'listening');
    return mails;
  }

  get port(): number {
    return (this.server.server.address() as AddressInfo).port;
  }

  /** What makes the product send its mails here. */
  get environment() {
    return { SMTP_HOST: '127.0.0.1', SMTP_PORT: String(this.port), SMTP_USE_TLS: 'false' };
  }

  /** The first mail to this address that nobody has taken yet. */
  async take(to: string): Promise<ReceivedMail> {
    for (;;) {
      const index = this.received.findIndex((mail) => mail.to === to);
      const [mail] = index < 0 ? [] : this.received.splice(index, 1);
      if (mail) return mail;
      await new Promise<void>((resolve) => this.waiting.add(resolve));
    }
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
    const [, token = ''] = /confirm#([\w-]{43})/.exec(content) ?? [];
    const code = /^(\d{3}) (\d{3})\r?$/m.exec(content)?.slice(1, 3).join('') ?? '';
    this.received.push({ to, content, token, code });
    for (const wake of this.waiting) wake();
    this.waiting.clear();
  }
}
