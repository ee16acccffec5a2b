import type { Readable } from 'node:stream';
import SMTPConnection, { type SMTPConnectionOptions, type SMTPEnvelope } from 'nodemailer/lib/smtp-connection';

export interface Login {
  readonly user: string;
  readonly password: string;
}

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
    const opened = new SmtpConnection(new SMTPConnection(options));
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
