import type { Answer, RequestOptions } from './http.js';
import type { Mailbox } from './mailbox.js';

/** Sends requests to the product: to its port, or to a proxy in front of it. */
export interface Server {
  request(path: string, options?: RequestOptions): Promise<Answer>;
}

/** The fields that tests read. */
export interface Card {
  readonly type: string;
  readonly status: string;
  readonly container_id: string | null;
  readonly as_of: string | null;
  readonly failure?: {
    readonly code: string;
    readonly phase: string;
    readonly reason: string;
    readonly log_tail: readonly string[];
  } | null;
}

export interface User {
  readonly id: number;
  readonly email: string;
  readonly slug: string;
}

type Action = 'launch' | 'stop' | 'restart' | 'recreate';

/** A person with an account, who uses the API with a Bearer token. */
export class Person {
  constructor(
    readonly server: Server,
    private readonly mailbox: Mailbox,
    readonly token: string,
    readonly user: User,
  ) {}

  static async register(server: Server, email: string, mailbox: Mailbox): Promise<Person> {
    await server.request('/api/auth/signup', { body: { email } });
    return Person.logIn(server, email, mailbox);
  }

  /** Uses the mailed link. */
  private static async logIn(server: Server, email: string, mailbox: Mailbox): Promise<Person> {
    const token = secretOf(await mailbox.linkFor(email));
    const { status, text, body } = await server.request('/api/auth/verify', { body: { token } });
    if (status !== 200) throw new Error(`/api/auth/verify answered ${status}: ${text}`);
    return new Person(server, mailbox, body['access_token'] as string, body['user'] as User);
  }

  /** The same person with a new session. */
  async logInAgain(): Promise<Person> {
    await this.server.request('/api/auth/login', { body: { email: this.user.email } });
    return Person.logIn(this.server, this.user.email, this.mailbox);
  }

  /** The same session at another server. */
  at(server: Server): Person {
    return new Person(server, this.mailbox, this.token, this.user);
  }

  get slug(): string {
    return this.user.slug;
  }

  containerName(type: string): string {
    return `user-${this.slug}-${type}-${this.user.id}`;
  }

  request(path: string, { headers, ...options }: RequestOptions = {}): Promise<Answer> {
    return this.server.request(path, { ...options, headers: { authorization: `Bearer ${this.token}`, ...headers } });
  }

  act(action: Action, type: string, seconds = 40): Promise<Answer> {
    return this.request(`/api/container/${action}/${type}`, { method: 'POST', seconds });
  }

  launch(type: string, seconds?: number): Promise<Answer> {
    return this.act('launch', type, seconds);
  }

  stop(type: string): Promise<Answer> {
    return this.act('stop', type);
  }

  /** Launches, and throws unless the container runs. */
  async hasLaunched(...types: readonly string[]): Promise<void> {
    for (const type of types) {
      const { status, text } = await this.launch(type, 120);
      if (status !== 200) throw new Error(`launch ${type} answered ${status}: ${text}`);
    }
  }

  async cards(): Promise<Card[]> {
    const { status, text, body } = await this.request('/api/user/containers');
    if (status !== 200) throw new Error(`The cards: ${status} ${text}`);
    return body['containers'] as Card[];
  }

  async card(type: string): Promise<Card> {
    const { status, text, body } = await this.request(`/api/container/${type}`);
    if (status !== 200) throw new Error(`The card ${type}: ${status} ${text}`);
    return body as unknown as Card;
  }

  /** Opens a service as a program does, with the token in a header. */
  open(path: string, { headers, ...options }: RequestOptions = {}): Promise<Answer> {
    return this.server.request(path, { ...options, headers: { 'x-spawner-token': this.token, ...headers } });
  }

  /** The secret of a new login link. */
  async mailedToken(): Promise<string> {
    await this.server.request('/api/auth/login', { body: { email: this.user.email } });
    return secretOf(await this.mailbox.linkFor(this.user.email));
  }

  /** The Cookie header of a new browser session. */
  async browserCookies(): Promise<string> {
    const token = await this.mailedToken();
    const { headers } = await this.server.request('/api/auth/session', { body: { token, confirmed: true } });
    return (headers['set-cookie'] ?? []).map((cookie) => cookie.split(';')[0]).join('; ');
  }
}

const secretOf = (link: string): string => new URL(link).hash.slice(1);
