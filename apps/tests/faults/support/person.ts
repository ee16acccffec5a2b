import { EventStream } from './event-stream.js';
import { http, type HttpAnswer } from './http.js';
import { identityAt } from './identity.js';
import type { Product } from './product.js';
import { until } from './until.js';

/** As far as the cases look into it. */
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

export interface Answer {
  readonly status: number;
  /** Of the problem, where it is one. */
  readonly code: string | null;
  readonly milliseconds: number;
  readonly body: Readonly<Record<string, unknown>>;
}

type Action = 'launch' | 'stop' | 'restart' | 'recreate';

/** Somebody with cards, who asks a product process over HTTP. */
export class Person {
  private constructor(
    readonly slug: string,
    readonly id: number,
    private readonly token: string,
    readonly product: Product,
  ) {}

  static async register(product: Product, slug: string): Promise<Person> {
    const email = `${slug}@example.com`;
    await ask(product, 'POST', '/api/auth/signup', { body: { email } });
    const token = await until(`the outbox holds a mail to ${email}`, 10, async () => {
      const { body } = await ask(product, 'GET', '/api/outbox');
      const mails = body['mails'] as { to: string; link: string | null }[];
      return mails.find(({ to }) => to === email)?.link?.split('#')[1];
    });
    const { body } = await ask(product, 'POST', '/api/auth/verify', { body: { token } });
    const user = body['user'] as { id: number; slug: string };
    return new Person(user.slug, user.id, body['access_token'] as string, product);
  }

  /** The same person, asking another process. */
  at(product: Product): Person {
    return new Person(this.slug, this.id, this.token, product);
  }

  containerName(type: string): string {
    return `user-${this.slug}-${type}-${this.id}`;
  }

  act(action: Action, type: string, seconds = 40): Promise<Answer> {
    return this.ask('POST', `/api/container/${action}/${type}`, seconds);
  }

  launch(type: string, seconds?: number): Promise<Answer> {
    return this.act('launch', type, seconds);
  }

  stop(type: string): Promise<Answer> {
    return this.act('stop', type);
  }

  async cards(): Promise<Card[]> {
    const { body, status } = await this.ask('GET', '/api/user/containers');
    if (status !== 200) throw new Error(`The cards: ${status} ${JSON.stringify(body)}`);
    return body['containers'] as Card[];
  }

  async card(type: string): Promise<Card> {
    const { body, status } = await this.ask('GET', `/api/container/${type}`);
    if (status !== 200) throw new Error(`The card ${type}: ${status} ${JSON.stringify(body)}`);
    return body as unknown as Card;
  }

  /** Opens a service of theirs. */
  open(type: string, path: string): Promise<HttpAnswer> {
    return http(this.serviceUrl(type) + path, { headers: this.pass, seconds: 5 });
  }

  /** What answers where a service of theirs should. */
  identity(type: string): Promise<Readonly<Record<string, unknown>>> {
    return identityAt(`${this.serviceUrl(type)}/`, this.pass);
  }

  events(): Promise<EventStream> {
    return EventStream.open(`${this.product.url}/api/events`, this.headers);
  }

  ask(method: string, path: string, seconds?: number): Promise<Answer> {
    return ask(this.product, method, path, { headers: this.headers, ...(seconds !== undefined && { seconds }) });
  }

  private serviceUrl(type: string): string {
    return `${this.product.url}/${this.slug}-${type}`;
  }

  private get pass(): Record<string, string> {
    return { 'x-spawner-token': this.token };
  }

  private get headers(): Record<string, string> {
    return { authorization: `Bearer ${this.token}` };
  }
}

interface AskOptions {
  readonly headers?: Record<string, string>;
  readonly body?: unknown;
  readonly seconds?: number;
}

async function ask(product: Product, method: string, path: string, options: AskOptions = {}): Promise<Answer> {
  const began = performance.now();
  const { status, text } = await http(product.url + path, { method, ...options });
  const body = JSON.parse(text) as Record<string, unknown>;
  return {
    status,
    code: typeof body['code'] === 'string' ? body['code'] : null,
    milliseconds: Math.round(performance.now() - began),
    body,
  };
}
