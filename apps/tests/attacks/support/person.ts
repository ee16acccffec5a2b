import type { Target } from './target.js';
import type { Answer, Asking } from './wire.js';

interface Seen {
  readonly method: string;
  readonly url: string;
  readonly headers: Readonly<Record<string, string>>;
}

interface User {
  readonly id: number;
  readonly email: string;
  readonly slug: string;
}

/** Somebody with an account, who uses the API with a Bearer token. */
export class Person {
  private constructor(
    private readonly target: Target,
    readonly token: string,
    readonly user: User,
  ) {}

  static async register(target: Target, email: string): Promise<Person> {
    await target.ask('/api/auth/signup', { body: { email } });
    return Person.verified(target, email);
  }

  /** The same person with another session. */
  async again(): Promise<Person> {
    await this.target.ask('/api/auth/login', { body: { email: this.user.email } });
    return Person.verified(this.target, this.user.email);
  }

  private static async verified(target: Target, email: string): Promise<Person> {
    const token = new URL(await target.mailbox.linkFor(email)).hash.slice(1);
    const answer = await target.ask('/api/auth/verify', { body: { token } });
    if (answer.status !== 200) throw new Error(`/api/auth/verify answered ${answer.status}: ${answer.text}`);
    const { access_token, user } = JSON.parse(answer.text) as { access_token: string; user: User };
    return new Person(target, access_token, user);
  }

  get slug(): string {
    return this.user.slug;
  }

  ask(path: string, { headers, ...asking }: Asking = {}): Promise<Answer> {
    return this.target.ask(path, { ...asking, headers: { authorization: `Bearer ${this.token}`, ...headers } });
  }

  async act(action: 'launch' | 'stop', type: string): Promise<void> {
    const answer = await this.ask(`/api/container/${action}/${type}`, { method: 'POST' });
    if (answer.status !== 200) throw new Error(`${action} ${type} answered ${answer.status}: ${answer.text}`);
  }

  async statusOf(type: string): Promise<string> {
    const { text } = await this.ask(`/api/container/${type}`);
    return (JSON.parse(text) as { status: string }).status;
  }

  /** Opens a service in the way of a program. */
  visit(path: string, { headers, ...asking }: Asking = {}): Promise<Answer> {
    return this.target.ask(path, { ...asking, headers: { 'x-spawner-token': this.token, ...headers } });
  }

  /** What has reached one's own container until now. */
  async seenBy(type: string): Promise<Seen[]> {
    return this.inside<Seen[]>(type, '/seen');
  }

  /** Has one's own container do something, and tells what came of it. */
  async inside<T>(type: string, path: string): Promise<T> {
    const { status, text } = await this.visit(`/${this.slug}-${type}${path}`);
    if (status !== 200) throw new Error(`/${this.slug}-${type}${path} answered ${status}: ${text}`);
    return JSON.parse(text) as T;
  }

  /** A new link's secret. */
  async mailedToken(): Promise<string> {
    await this.target.ask('/api/auth/login', { body: { email: this.user.email } });
    return new URL(await this.target.mailbox.linkFor(this.user.email)).hash.slice(1);
  }

  /** A session of a browser, as its Cookie header. */
  async browserCookies(): Promise<string> {
    const token = await this.mailedToken();
    const { headers } = await this.target.ask('/api/auth/session', { body: { token, confirmed: true } });
    return (headers['set-cookie'] ?? []).map((cookie) => cookie.split(';')[0]).join('; ');
  }
}
