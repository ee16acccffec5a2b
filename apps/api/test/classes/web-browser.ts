import type { Problem } from '@spawner/contracts';
import type { Answer } from '../product.js';

/** The cookie jar of a browser that has the product open. */
export class WebBrowser {
  readonly cookies = new Map<string, string>();
  /** The `Set-Cookie` headers of the last answer. */
  set: readonly string[] = [];

  constructor(private readonly url: string) {}

  get<T = unknown>(path: string): Promise<Answer<T & Problem>> {
    return this.send('GET', path);
  }

  post<T = unknown>(path: string, body?: object, headers: Record<string, string> = {}): Promise<Answer<T & Problem>> {
    return this.send('POST', path, body, headers);
  }

  /** Another browser that holds copies of these cookies. */
  copy(): WebBrowser {
    const other = new WebBrowser(this.url);
    for (const [name, value] of this.cookies) other.cookies.set(name, value);
    return other;
  }

  private async send<T>(
    method: string,
    path: string,
    body?: object,
    headers: Record<string, string> = {},
  ): Promise<Answer<T & Problem>> {
    const answer = await fetch(`${this.url}/api${path}`, {
      method,
      headers: {
        cookie: [...this.cookies].map(([name, value]) => `${name}=${value}`).join('; '),
        ...(body && { 'content-type': 'application/json' }),
        ...headers,
      },
      ...(body && { body: JSON.stringify(body) }),
    });
    this.set = answer.headers.getSetCookie();
    for (const cookie of this.set) {
      const [, name = '', value = ''] = /^([^=]+)=([^;]*)/.exec(cookie) ?? [];
      if (value === '') this.cookies.delete(name);
      else this.cookies.set(name, value);
    }
    return { status: answer.status, body: (await answer.json()) as T & Problem };
  }
}
