import type { LightMyRequestResponse } from 'fastify';
import type { TestApp } from './create-app.js';

/** The cookie jar of a browser that has the product open. */
export class TestBrowser {
  readonly cookies = new Map<string, string>();

  constructor(private readonly spawner: TestApp) {}

  async post(url: string, payload?: unknown, headers: Record<string, string> = {}): Promise<LightMyRequestResponse> {
    return this.keep(await this.spawner.post(url, payload, { ...this.cookieHeader(), ...headers }));
  }

  /** Requests a link with this browser. */
  async askFor(email: string, endpoint: 'signup' | 'login' = 'signup'): Promise<void> {
    await this.post(`/api/auth/${endpoint}`, { email });
  }

  async get(url: string): Promise<LightMyRequestResponse> {
    return this.keep(await this.spawner.get(url, this.cookieHeader()));
  }

  /** Another browser that holds copies of these cookies. */
  copy(): TestBrowser {
    const other = new TestBrowser(this.spawner);
    for (const [name, value] of this.cookies) other.cookies.set(name, value);
    return other;
  }

  private cookieHeader(): Record<string, string> {
    return this.cookies.size > 0
      ? { cookie: [...this.cookies].map(([name, value]) => `${name}=${value}`).join('; ') }
      : {};
  }

  private keep(response: LightMyRequestResponse): LightMyRequestResponse {
    for (const { name, value } of response.cookies as { name: string; value: string }[]) {
      if (value) this.cookies.set(name, value);
      else this.cookies.delete(name);
    }
    return response;
  }
}
