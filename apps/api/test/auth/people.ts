import type { TokenResponse } from '@spawner/contracts';
import type { LightMyRequestResponse } from 'fastify';
import { MailServer, type ReceivedMail } from '../../../tests/kit/src/mail-server.js';
import { TestBrowser } from '../browser.js';
import { createTestApp, type TestApp, type TestAppOptions } from '../create-app.js';

export interface Client {
  readonly authorization: string;
}

/** The application with its mail server, and logins to it. */
export class People {
  private constructor(
    readonly spawner: TestApp,
    readonly mails: MailServer,
  ) {}

  static async start({ environment, ...options }: TestAppOptions = {}): Promise<People> {
    const mails = await MailServer.start();
    return new People(await createTestApp({ ...options, environment: { ...mails.settings, ...environment } }), mails);
  }

  browser(): TestBrowser {
    return new TestBrowser(this.spawner);
  }

  /** The mail that a browser gets when it requests a link. */
  async mailFor(email: string, browser = this.browser()): Promise<ReceivedMail> {
    await browser.askFor(email);
    const mail = await this.mails.take(email);
    await this.spawner.mailsSettled();
    return mail;
  }

  async browserOf(email: string): Promise<TestBrowser> {
    const browser = this.browser();
    const { token } = await this.mailFor(email, browser);
    await browser.post('/api/auth/session', { token });
    return browser;
  }

  async clientOf(email: string): Promise<Client> {
    const { token } = await this.mailFor(email);
    const answer = await this.spawner.post('/api/auth/verify', { token });
    return { authorization: `Bearer ${answer.json<TokenResponse>().access_token}` };
  }

  delete(url: string, headers: Readonly<Record<string, string>> = {}): Promise<LightMyRequestResponse> {
    return this.spawner.app.inject({ method: 'DELETE', url, headers });
  }

  async rows<T>(sql: string, values: unknown[] = []): Promise<T[]> {
    return this.spawner.dataSource.query<T[]>(sql, values);
  }

  async close(): Promise<void> {
    await this.spawner.close();
    await this.mails.close();
  }
}
