import type { Mailbox } from './mailbox.js';

interface Answer {
  readonly status: number;
  readonly body: unknown;
}

/** A program that uses the API, with a Bearer token once it has one. */
export class RestClient {
  private constructor(
    private readonly url: string,
    private readonly token: string | null,
  ) {}

  static anonymous(url: string): RestClient {
    return new RestClient(url, null);
  }

  /** Registers and confirms with the mailed token. */
  static async registered(url: string, email: string, mailbox: Mailbox): Promise<RestClient> {
    const anonymous = RestClient.anonymous(url);
    await anonymous.post('/api/auth/signup', { email });
    const token = new URL(await mailbox.linkFor(email)).hash.slice(1);
    const { status, body } = await anonymous.post('/api/auth/verify', { token });
    if (status !== 200) throw new Error(`/api/auth/verify answered ${status}: ${JSON.stringify(body)}`);
    return new RestClient(url, (body as { access_token: string }).access_token);
  }

  /** Opens a service, as the person who is logged in. */
  open(address: string, seconds = 15): Promise<Response> {
    const headers = { ...(this.token !== null && { 'x-spawner-token': this.token }) };
    return fetch(address, { headers, signal: AbortSignal.timeout(seconds * 1000) });
  }

  async post(path: string, body?: unknown, seconds = 15): Promise<Answer> {
    const response = await fetch(`${this.url}${path}`, {
      method: 'POST',
      headers: {
        ...(this.token !== null && { authorization: `Bearer ${this.token}` }),
        ...(body !== undefined && { 'content-type': 'application/json' }),
      },
      ...(body !== undefined && { body: JSON.stringify(body) }),
      signal: AbortSignal.timeout(seconds * 1000),
    });
    return { status: response.status, body: await response.json() };
  }
}
