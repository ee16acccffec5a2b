import { randomInt } from 'node:crypto';
import { type Answer, type RequestOptions, send } from '@spawner/kit/http';
import { Installation } from '@spawner/kit/installation';
import { MailServer } from '@spawner/kit/mail-server';
import { Person, type Server } from '@spawner/kit/person';
import { createDatabase, query } from '@spawner/kit/postgres';
import type { Environment } from '@spawner/kit/product';
import { run } from './run.js';

export interface TargetOptions {
  readonly runtime?: 'docker' | 'process';
  readonly settings?: Environment;
  /** The product's port. */
  readonly port?: number;
  readonly network?: string;
  /** Public address, if a proxy is in front. Without a port only browsers can use it. */
  readonly front?: { readonly port?: number; readonly origin: string };
}

/** The product under attack, as reached from outside, and people with an account. */
export class Target implements Server {
  private people = 0;

  private constructor(
    private readonly options: TargetOptions,
    readonly installation: Installation,
    readonly mailbox: MailServer,
    readonly databaseUrl: string,
  ) {}

  static async open(options: TargetOptions = {}): Promise<Target> {
    const databaseUrl = await createDatabase(process.env['ATTACKS_DATABASE'] ?? '');
    const mailbox = await MailServer.start();
    const installation = await Installation.create({
      runtime: options.runtime ?? 'process',
      ...(options.port !== undefined && { port: options.port }),
      ...(options.network !== undefined && { network: options.network }),
      settings: {
        ...mailbox.settings,
        DATABASE_URL: databaseUrl,
        TEMPLATES_DIR: run.templates,
        MAGIC_LINK_RATE_LIMIT: '1000',
        REQUEST_LIMIT: '1000000',
        DEFAULT_MEMORY_LIMIT: '256m',
        DOCKER_SUBNET: `10.216.${16 * randomInt(16)}.0/20`,
        ...(options.front && { PUBLIC_URL: options.front.origin }),
        ...options.settings,
      },
    });
    const target = new Target(options, installation, mailbox, databaseUrl);
    try {
      await installation.start();
      // Part of every container's name, and the engine may serve other runs.
      const first = randomInt(1000, 2_000_000_000);
      await target.query("SELECT setval(pg_get_serial_sequence('users', 'id'), $1)", [first]);
    } catch (error) {
      await target.close();
      throw error;
    }
    return target;
  }

  /** The port that programs connect to. */
  get port(): number {
    return this.options.front?.port ?? this.installation.port;
  }

  get origin(): string {
    return this.options.front?.origin ?? this.installation.url;
  }

  get host(): string {
    return new URL(this.origin).host;
  }

  request(path: string, { headers, ...options }: RequestOptions = {}): Promise<Answer> {
    return send(this.port, path, { ...options, headers: { host: this.host, ...headers } });
  }

  query<T>(sql: string, values: readonly unknown[] = []): Promise<T[]> {
    return query(this.databaseUrl, sql, values);
  }

  /** A new person; the slug is the name. */
  newcomer(name = `person${(this.people += 1)}`): Promise<Person> {
    return Person.register(this, `${name}@example.com`, this.mailbox);
  }

  async close(): Promise<void> {
    await this.installation.close();
    await this.mailbox.close();
  }
}
