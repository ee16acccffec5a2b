import { randomInt } from 'node:crypto';
import { Installation } from '../../stories/support/installation.js';
import { MailServer } from '../../stories/support/mail-server.js';
import type { Environment } from '../../stories/support/product.js';
import { Database } from './database.js';
import { Person } from './person.js';
import { run } from './run.js';
import { type Answer, ask, type Asking } from './wire.js';

export interface TargetOptions {
  readonly runtime?: 'docker' | 'process';
  readonly settings?: Environment;
  /** Of the product itself. */
  readonly port?: number;
  /** Where visitors reach it, when that is not the product itself. Without a port only browsers do. */
  readonly front?: { readonly port?: number; readonly origin: string };
}

/** The product under attack, as somebody outside reaches it, and people who have an account there. */
export class Target {
  private people = 0;
  private readonly companions: (() => Promise<void>)[] = [];

  private constructor(
    private readonly options: TargetOptions,
    readonly installation: Installation,
    readonly mailbox: MailServer,
    readonly database: Database,
  ) {}

  static async open(options: TargetOptions = {}): Promise<Target> {
    const database = await Database.create();
    const mailbox = await MailServer.start();
    const installation = await Installation.create({
      root: run.product,
      runtime: options.runtime ?? 'process',
      ...(options.port !== undefined && { port: options.port }),
      settings: {
        ...mailbox.settings,
        DATABASE_URL: database.url,
        MAGIC_LINK_RATE_LIMIT: '1000',
        REQUEST_LIMIT: '1000000',
        DEFAULT_MEMORY_LIMIT: '256m',
        DOCKER_SUBNET: `10.216.${16 * randomInt(16)}.0/20`,
        ...(options.front && { PUBLIC_URL: options.front.origin }),
        ...options.settings,
      },
    });
    const target = new Target(options, installation, mailbox, database);
    try {
      await installation.start();
      // Containers are named by it, and the engine may serve other runs.
      const first = randomInt(1000, 2_000_000_000);
      await database.query("SELECT setval(pg_get_serial_sequence('users', 'id'), $1)", [first]);
    } catch (error) {
      await target.close();
      throw error;
    }
    return target;
  }

  /** Where programs ask. */
  get port(): number {
    return this.options.front?.port ?? this.installation.port;
  }

  get origin(): string {
    return this.options.front?.origin ?? this.installation.url;
  }

  get host(): string {
    return new URL(this.origin).host;
  }

  ask(path: string, { headers, ...asking }: Asking = {}): Promise<Answer> {
    return ask(this.port, path, { ...asking, headers: { host: this.host, ...headers } });
  }

  /** Somebody new; the slug is the name. */
  newcomer(name = `person${(this.people += 1)}`): Promise<Person> {
    return Person.register(this, `${name}@example.com`);
  }

  /** What stands before it goes first. */
  closeWith(close: () => Promise<void>): void {
    this.companions.push(close);
  }

  async close(): Promise<void> {
    for (const close of this.companions) await close();
    await this.installation.close();
    await this.mailbox.close();
  }
}
