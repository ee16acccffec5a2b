import type { IncomingHttpHeaders } from 'node:http';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { EVERY_SERVICE } from '../../src/signing/signed-passes.js';
import type { Stay } from '../../src/signing/visitor.js';
import { ann } from './ann.js';
import { background, navigation, program } from './callers.js';
import { EmbeddedTestGateway } from './embedded-test-gateway.js';
import { ask, type Asked, askUpgrade } from './sockets.js';

const BOB = 2;
const DASHBOARD = 'spawner.test';

/** A browser as far as redirects and the cookies of each host go. */
class Browser {
  private readonly jars = new Map<string, Map<string, string>>();
  /** Addresses it was redirected to, in order. */
  readonly stations: string[] = [];
  /** The `Set-Cookie` headers that it got, in order. */
  readonly sets: string[] = [];

  constructor(private readonly port: number) {}

  keep(host: string, pair: string): void {
    const [name = '', value = ''] = pair.split(/=(.*)/s);
    const jar = this.jars.get(host) ?? new Map<string, string>();
    this.jars.set(host, value ? jar.set(name, value) : (jar.delete(name), jar));
  }

  cookiesOf(host: string): string {
    return [...(this.jars.get(host) ?? [])].map(([name, value]) => `${name}=${value}`).join('; ');
  }

  async open(url: string): Promise<Asked> {
    const { host, pathname, search } = new URL(url);
    const cookie = this.cookiesOf(host);
    const headers = { host, ...navigation, ...(cookie && { cookie }) };
    const answer = await ask({ port: this.port, path: pathname + search, headers });
    for (const set of answer.headers['set-cookie'] ?? []) {
      this.sets.push(set);
      this.keep(host, set.split(';')[0] ?? '');
    }
    if (answer.status !== 303) return answer;
    const next = new URL(answer.headers.location ?? '', url).href;
    this.stations.push(next);
    return next.includes('/login') || this.stations.length > 9 ? answer : this.open(next);
  }
}

describe.each([
  { routing: 'host', origin: 'http://apps.test', prefix: '/ann-dev' },
  { routing: 'subdomain', origin: 'http://ann-dev.apps.test', prefix: '' },
] as const)('ROUTING=$routing', ({ routing, origin, prefix }) => {
  let subject: EmbeddedTestGateway;
  let seen: { url: string; headers: IncomingHttpHeaders }[];
  const { host } = new URL(origin);

  const enter = async (access: 'private' | 'members' | 'public' = 'private'): Promise<void> => {
    subject = await EmbeddedTestGateway.open(
      (request, response) => {
        seen.push({ url: request.url ?? '', headers: request.headers });
        response.end('service');
      },
      { routing, policy: { access } },
    );
    subject.admit();
  };
  const at = (path: string, headers: Record<string, string>, options = {}) =>
    ask({ port: subject.port, path, headers, ...options });
  const browserOf = (userId: number | null): Browser => {
    const browser = new Browser(subject.port);
    if (userId) browser.keep(DASHBOARD, subject.access.cookieOf(userId));
    return browser;
  };

  beforeEach(async () => {
    seen = [];
    await enter();
  });
  afterEach(async () => {
    await subject.close();
  });

  it('owner logged in at the dashboard: cross-host sign-in, then the requested page', async () => {
    const browser = browserOf(ann.userId);
    expect((await browser.open(`${origin}${prefix}/a/b?c=%2Fd&e=f`)).body).toBe('service');
    expect(browser.stations.map((station) => new URL(station).origin)).toEqual([`http://${DASHBOARD}`, origin, origin]);
    expect(browser.cookiesOf(host)).toMatch(/^spawner_visit=[^;]+$/);
    expect(seen).toMatchObject([{ url: '/a/b?c=%2Fd&e=f', headers: { host } }]);
    expect(seen[0]?.headers.cookie).toBeUndefined();
    browser.stations.length = 0;
    expect([(await browser.open(`${origin}${prefix}/`)).body, browser.stations]).toEqual(['service', []]);
  });

  it('cookie on the host of services: 30 days; of a login with a card until that ends, on a shared device with the browser', async () => {
    const inAnHour = Math.floor(Date.now() / 1000) + 3600;
    const ageOn = async (stay: Stay | null) => {
      const browser = browserOf(null);
      browser.keep(DASHBOARD, subject.access.cookieOf(ann.userId, 60, EVERY_SERVICE, stay));
      expect((await browser.open(`${origin}${prefix}/`)).body).toBe('service');
      const set = browser.sets.find((each) => each.startsWith('spawner_visit=')) ?? '';
      const [, age] = /; Max-Age=(\d+)/.exec(set) ?? [];
      return age === undefined ? set.includes('; Path=/;') && 'browser' : Number(age);
    };
    expect(await ageOn(null)).toBe(30 * 86_400);
    expect(await ageOn({ endsAt: inAnHour, ownDevice: false })).toBe('browser');
    const own = await ageOn({ endsAt: inAnHour, ownDevice: true });
    expect([Number(own) > 3000, Number(own) <= 3600]).toEqual([true, true]);
  });

  it('visitor without a login: redirect to the login page, then to the service', async () => {
    const browser = browserOf(null);
    await browser.open(`${origin}${prefix}/a`);
    const login = new URL(browser.stations.at(-1) ?? '');
    expect([login.host, login.pathname]).toEqual([DASHBOARD, '/login']);
    const next = login.searchParams.get('next') ?? '';
    browser.keep(DASHBOARD, subject.access.cookieOf(ann.userId));
    expect((await browser.open(`http://${DASHBOARD}${next}`)).body).toBe('service');
  });

  it('another user: 403 with a link to the dashboard', async () => {
    const page = await browserOf(BOB).open(`${origin}${prefix}/`);
    expect([page.status, seen]).toEqual([403, []]);
    expect(page.body).toContain(`href="http://${DASHBOARD}/dashboard"`);
  });

  it('sign-in code: works once, and only in the browser that started', async () => {
    const browser = browserOf(ann.userId);
    await browser.open(`${origin}${prefix}/`);
    const [, entry = ''] = browser.stations;
    expect(entry).toContain('/.spawner/enter?code=');
    const path = entry.slice(origin.length);
    const again = await at(path, { host, cookie: browser.cookiesOf(host) });
    const elsewhere = browserOf(ann.userId);
    await at(`${prefix}/`, { host, ...navigation });
    expect([again.status, again.headers['set-cookie']]).toEqual([403, undefined]);
    const stolen = await elsewhere.open(entry);
    expect([stolen.status, elsewhere.cookiesOf(host)]).toEqual([403, '']);
  });

  it('sign-in code as a pass: 401; target that is no service: redirect to the dashboard', async () => {
    const browser = browserOf(ann.userId);
    await browser.open(`${origin}${prefix}/`);
    const code = new URL(browser.stations[1] ?? '').searchParams.get('code') ?? '';
    expect((await at(`${prefix}/`, { host, ...program, cookie: `spawner_visit=${code}` })).status).toBe(401);
    const state = 'a'.repeat(64);
    for (const to of [
      'https://evil.test/',
      `https://${host}${prefix}/`,
      `http://${host}.evil.test${prefix}/`,
      `http://${host}@evil.test${prefix}/`,
      `http://${DASHBOARD}/ann-dev/`,
      'javascript:alert(1)',
      '//evil.test',
    ]) {
      const cookie = subject.access.cookieOf(ann.userId);
      const path = `/enter?to=${encodeURIComponent(to)}&state=${state}`;
      expect((await at(path, { host: DASHBOARD, ...navigation, cookie })).headers.location).toBe('/dashboard');
    }
  });

  it('pages of the dashboard on a services host, service on the dashboard host: not served', async () => {
    for (const path of ['/api/user/me', '/login', '/bob-dev/', '/']) {
      const answer = await at(path, { host: routing === 'host' ? host : `bob-dev.apps.test`, ...program });
      expect([answer.status, answer.body]).toEqual([404, expect.stringContaining('not_found')]);
    }
    expect((await at('/ann-dev/', { host: DASHBOARD, cookie: subject.annsCookie })).body).toBe('framework');
    expect((await at('/', { host: 'apps.test', ...program })).body).not.toBe('framework');
  });

  it('request by a page of another service on the same site: not served', async () => {
    const browser = browserOf(ann.userId);
    await browser.open(`${origin}${prefix}/`);
    seen.length = 0;
    const cookie = browser.cookiesOf(host);
    const bobs = 'http://bob-dev.apps.test';
    for (const headers of [
      { ...background, 'sec-fetch-site': 'same-site', origin: bobs },
      { ...navigation, 'sec-fetch-site': 'same-site', 'sec-fetch-dest': 'iframe' },
      { ...background, origin: bobs },
    ]) {
      expect((await at(`${prefix}/`, { host, cookie, ...headers })).body).not.toBe('service');
    }
    const socket = await askUpgrade({
      port: subject.port,
      path: `${prefix}/ws`,
      headers: { host, cookie, origin: bobs },
    });
    expect([socket.status, seen]).toEqual([401, []]);
  });

  if (routing === 'subdomain') {
    it('pass of another service: 401', async () => {
      const other = subject.access.cookieOf(ann.userId, 60, 'ann-prod');
      expect((await at('/', { host, ...program, cookie: other })).status).toBe(401);
      expect((await at('/', { host, ...program, cookie: subject.annsCookie })).status).toBe(401);
    });

    it('members service: served to any user with a login; public one: without a sandbox', async () => {
      await subject.close();
      await enter('members');
      expect((await browserOf(BOB).open(`${origin}/`)).body).toBe('service');
      expect((await at('/', { host, ...program })).status).toBe(401);
      await subject.close();
      await enter('public');
      const { body, headers } = await at('/', { host, ...navigation });
      expect([body, headers['content-security-policy']]).toEqual(['service', undefined]);
    });
  } else {
    it('public service: in a sandbox; members service: 403 for another user', async () => {
      await subject.close();
      await enter('public');
      const { headers } = await at('/ann-dev/', { host, ...navigation });
      expect(headers['content-security-policy']).toMatch(/^sandbox /);
      await subject.close();
      await enter('members');
      expect((await browserOf(BOB).open(`${origin}/ann-dev/`)).status).toBe(403);
    });
  }
});
