const TIMEOUT_MS = 30_000;

/** One person's login: a token, or the cookies of a browser. */
export class Client {
  #cookies = new Map();
  #token;

  constructor(url, token) {
    this.url = url;
    this.#token = token;
  }

  get(path) {
    return this.call('GET', path);
  }

  post(path, body) {
    return this.call('POST', path, body);
  }

  patch(path, body) {
    return this.call('PATCH', path, body);
  }

  /** @throws Error with the problem's text */
  async call(method, path, body) {
    const answer = await this.open(path, {
      method,
      ...(body !== undefined && { body: JSON.stringify(body), headers: { 'content-type': 'application/json' } }),
    });
    const value = await answer.json();
    if (!answer.ok) throw new Error(`${method} ${path}: ${answer.status} ${value.code} ${value.detail ?? ''}`);
    return value;
  }

  async open(path, { headers = {}, ...request } = {}) {
    const cookie = [...this.#cookies].map(([name, value]) => `${name}=${value}`).join('; ');
    const answer = await fetch(`${this.url}${path}`, {
      ...request,
      headers: {
        // The check of the request's origin wants it beside cookies.
        origin: this.url,
        ...(this.#token && { authorization: `Bearer ${this.#token}` }),
        ...(cookie && { cookie }),
        ...headers,
      },
      redirect: 'manual',
      signal: AbortSignal.timeout(TIMEOUT_MS),
    });
    for (const line of answer.headers.getSetCookie()) {
      const [pair] = line.split(';');
      const at = pair.indexOf('=');
      this.#cookies.set(pair.slice(0, at), pair.slice(at + 1));
    }
    return answer;
  }
}
