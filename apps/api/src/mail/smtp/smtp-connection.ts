import type { Readable } from 'node:stream';
import SMTPConnection, {
  type SMTPConnectionCustomAuthContext,
  type SMTPConnectionOptions,
  type SMTPEnvelope,
} from 'nodemailer/lib/smtp-connection';

export interface Login {
  readonly user: string;
  readonly password: string;
}

export interface Reply {
  readonly status: number;
  readonly response: string;
}

/** nodemailer runs single commands only for a method of authentication, so this is one. */
const REHEARSAL = 'REHEARSAL';

type Step<T> = (done: (error: Error | null | undefined, result?: T) => void) => void;

/** One conversation with a mail server. */
export class SmtpConnection {
  private ended = false;

  private constructor(private readonly connection: SMTPConnection) {
    connection.once('end', () => (this.ended = true));
    // After an error the step under way fails with it, and later ones because the connection has ended.
    connection.on('error', () => (this.ended = true));
  }

  /** Connected, encrypted as the options say, and logged in. @throws SmtpError */
  static async open(options: SMTPConnectionOptions, login: Login | null): Promise<SmtpConnection> {
    const opened = new SmtpConnection(new SMTPConnection({ ...options, customAuth: { [REHEARSAL]: rehearsal } }));
    try {
      await opened.step((done) => opened.connection.connect(done));
      if (login) await opened.step((done) => opened.connection.login({ user: login.user, pass: login.password }, done));
      return opened;
    } catch (error) {
      opened.close();
      throw error;
    }
  }

  get isOpen(): boolean {
    return !this.ended;
  }

  /** @throws SmtpError */
  async send(envelope: SMTPEnvelope, message: Readable): Promise<void> {
    await this.step((done) => this.connection.send(envelope, message, done));
  }

  /** Ends a transaction that the server has refused, so that the connection can be used for the next one. */
  async reset(): Promise<void> {
    await this.step((done) => this.connection.reset(done));
  }

  /** The replies to sender and recipient, without sending a mail; the recipient is left out where the sender is refused. */
  async rehearse(from: string, to: string): Promise<readonly Reply[]> {
    const replies: Reply[] = [];
    const commands = [`MAIL FROM:<${from}>`, `RCPT TO:<${to}>`];
    await this.step((done) => this.connection.login({ method: REHEARSAL, commands, replies }, done));
    await this.reset();
    return replies;
  }

  /** Says goodbye. */
  quit(): void {
    if (this.ended) return;
    this.ended = true;
    this.connection.quit();
  }

  close(): void {
    this.ended = true;
    this.connection.close();
  }

  onEnd(listener: () => void): void {
    this.connection.once('end', listener);
  }

  /** Fails also with an error of the connection, which nodemailer does not pass to every callback. */
  private step<T>(begin: Step<T>): Promise<T | undefined> {
    return new Promise((resolve, reject) => {
      const fail = (error: Error): void => {
        this.connection.off('error', fail);
        this.connection.off('end', end);
        reject(error);
      };
      const end = (): void => fail(Object.assign(new Error('Connection closed'), { code: 'ECONNECTION' }));
      this.connection.once('error', fail);
      this.connection.once('end', end);
      begin((error, result) => {
        this.connection.off('error', fail);
        this.connection.off('end', end);
        if (error) reject(error);
        else resolve(result);
      });
    });
  }
}

async function rehearsal(context: SMTPConnectionCustomAuthContext): Promise<void> {
  const { commands, replies } = context.auth as unknown as { commands: string[]; replies: Reply[] };
  for (const command of commands) {
    const reply = await context.sendCommand(command);
    replies.push(reply);
    if (reply.status >= 400) return;
  }
}
