import { randomBytes, randomUUID } from 'node:crypto';
import type { IncomingHttpHeaders } from 'node:http';
import type { Socket } from 'node:net';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import type { OpenGateway } from './access-scenarios.js';
import { ann } from './ann.js';
import { background, navigation, program } from './callers.js';
import { ask, type Asked, type AskOptions, askUpgrade } from './sockets.js';
import type { TestGateway } from './test-gateway.js';

const HOST = 'ann-dev.apps.test';
const PAGE = '/.spawner/share';
const samePage = { ...background, 'sec-fetch-site': 'same-origin', origin: `http://${HOST}` };

interface Seen {
  readonly url: string;
  readonly headers: IncomingHttpHeaders;
}

/** A guest opens a share link, through either gateway. */
export function shareLinkScenarios(open: OpenGateway): void {
  let subject: TestGateway;
  let seen: Seen[];
  let secret: string;
  let linkId: string;

  const at = (path: string, headers: Record<string, string> = {}, options: AskOptions = {}): Promise<Asked> =>
    ask({ port: subject.port, path, headers: { host: HOST, ...headers }, ...options });
  const show = (shown: string, headers: Record<string, string> = samePage): Promise<Asked> =>
    at(PAGE, { ...headers, 'x-spawner-share': shown }, { method: 'POST' });
  const cookieIn = ({ headers }: Asked): string => String(headers['set-cookie']).split(';')[0] ?? '';
  const codeIn = ({ body }: Asked): unknown => (JSON.parse(body) as { code: unknown }).code;
  const upgrade = (cookie: string) => askUpgrade({ port: subject.port, path: '/ws', headers: { host: HOST, cookie } });
  /** Creates a link to a service of ann's and returns its secret. */
  const share = (more: Partial<{ type: string; secondsLeft: number }> = {}): string => {
    const { type = 'dev', secondsLeft = 60 } = more;
    const made = randomBytes(32).toString('base64url');
    linkId = randomUUID();
    subject.access.links.set(made, { id: linkId, route: { ...ann, type }, secondsLeft });
    return made;
  };

  const enter = async (): Promise<void> => {
    seen = [];
    subject = await open(
      (request, response) => {
        if (request.headers['user-agent'] !== 'Spawner-Probe') {
          seen.push({ url: request.url ?? '', headers: request.headers });
        }
        response.end('service');
      },
      { routing: 'subdomain' },
    );
    subject.service.on('upgrade', (request, socket: Socket) => {
      seen.push({ url: request.url ?? '', headers: request.headers });
      socket.end('HTTP/1.1 101 Switching Protocols\r\nConnection: Upgrade\r\nUpgrade: websocket\r\n\r\n');
    });
    expect(subject.uses).toBe(0);
    secret = share();
  };

  beforeEach(enter);
  afterEach(async () => {
    await subject.close();
  });

  it('entry page: in both languages, sets no cookie, reaches no container', async () => {
    for (const [language, title] of [
      ['de', 'Der geteilte Service wird geöffnet'],
      ['en', 'Opening the shared service'],
    ] as const) {
      for (const path of [PAGE, `${PAGE}?utm=mail`]) {
        const page = await at(path, { ...navigation, 'accept-language': language });
        expect([page.status, page.headers['set-cookie'], page.headers['cache-control']]).toEqual([
          401,
          undefined,
          'no-store',
        ]);
        expect(page.body).toContain(`<title>${title}</title>`);
        expect(page.headers['content-security-policy']).toMatch(
          /^default-src 'none'; .*; script-src 'sha256-[^']+'; connect-src 'self'; style-src 'sha256-/,
        );
        expect(page.headers['referrer-policy']).toBe('no-referrer');
      }
    }
    const asGet = await at(PAGE, { ...samePage, 'x-spawner-share': secret });
    expect([asGet.headers['set-cookie'], seen, subject.uses]).toEqual([undefined, [], 0]);
  });

  it('valid secret: cookie for this service only, which opens pages and WebSockets', async () => {
    const answer = await show(secret);
    expect([answer.status, answer.headers.location]).toEqual([303, `http://${HOST}/`]);
    expect(String(answer.headers['set-cookie'])).toMatch(
      /^spawner_guest=[\w.-]+; Max-Age=\d+; Path=\/; HttpOnly; SameSite=Lax$/,
    );
    const cookie = cookieIn(answer);
    expect(seen).toEqual([]);
    expect((await at('/a', { ...navigation, cookie: `${cookie}; theirs=1` })).body).toBe('service');
    expect((await upgrade(cookie)).status).toBe(101);
    expect(seen.map(({ url }) => url)).toEqual(['/a', '/ws']);
    expect(seen.map(({ headers }) => headers.cookie)).toEqual(['theirs=1', undefined]);
    expect(JSON.stringify(seen)).not.toContain(secret);
    expect(subject.uses).toBe(1);
  });

  it('unknown secret, secret of another service: 410; request from another page: 403', async () => {
    const others = share({ type: 'prod' });
    for (const shown of ['', 'x', randomBytes(32).toString('base64url'), others]) {
      const answer = await show(shown);
      expect([answer.status, codeIn(answer), answer.headers['set-cookie']]).toEqual([410, 'share_ended', undefined]);
    }
    for (const headers of [
      { ...background, 'sec-fetch-site': 'same-site' },
      { ...background, 'sec-fetch-site': 'cross-site' },
      { ...background, origin: 'http://bob-dev.apps.test' },
      { ...background, origin: subject.access.addresses.dashboard },
    ]) {
      const answer = await show(secret, headers);
      expect([answer.status, answer.headers['set-cookie']]).toEqual([403, undefined]);
    }
  });

  it('changed pass, or one of another service, user or purpose: 401', async () => {
    const cookie = subject.access.guestCookieOf(ann.userId, linkId, 'ann-dev');
    expect((await at('/', { ...program, cookie })).body).toBe('service');
    const passOf = (text: string) => text.slice(text.indexOf('=') + 1);
    for (const bad of [
      cookie.slice(0, -1),
      subject.access.guestCookieOf(ann.userId, linkId, 'ann-prod'),
      subject.access.guestCookieOf(ann.userId + 1, linkId, 'ann-dev'),
      // A guest pass is no login, and a login is no guest pass.
      `spawner_visit=${passOf(cookie)}`,
      `spawner_guest=${passOf(subject.access.cookieOf(ann.userId, 60, 'ann-dev'))}`,
    ]) {
      expect([bad, (await at('/', { ...program, cookie: bad })).status]).toEqual([bad, 401]);
    }
    expect((await at('/', { ...program, cookie, 'sec-fetch-site': 'same-site' })).status).toBe(401);
    expect(seen).toHaveLength(1);
  });

  it('guest pass at the dashboard, under either cookie name: redirect to the login page', async () => {
    const pass = subject.access.guestCookieOf(ann.userId, linkId, 'all').replace('spawner_guest=', '');
    const to = encodeURIComponent(`http://${HOST}/`);
    for (const name of ['spawner_guest', 'spawner_visit']) {
      const headers = { ...navigation, host: 'spawner.test', cookie: `${name}=${pass}` };
      const answer = await at(`/enter?to=${to}&state=${'a'.repeat(64)}`, headers);
      expect(answer.headers.location).toMatch(/^\/login\?/);
    }
  });

  it('ended link: 410 with a page that says so, the cookie is cleared, a login still works', async () => {
    const over = subject.access.guestCookieOf(ann.userId, randomUUID(), 'ann-dev', -1);
    const cookie = cookieIn(await show(secret));
    subject.access.revoke(linkId);
    for (const each of [over, cookie]) {
      const page = await at('/', { ...navigation, cookie: each, 'accept-language': 'en' });
      expect([page.status, page.headers['content-type']]).toEqual([410, 'text/html; charset=utf-8']);
      expect(page.body).toContain('<title>This shared link is no longer valid.</title>');
      expect(String(page.headers['set-cookie'])).toMatch(/^spawner_guest=; Max-Age=0; /);
      const answer = await at('/', { ...program, cookie: each });
      expect([answer.status, codeIn(answer)]).toEqual([410, 'share_ended']);
      expect((await upgrade(each)).status).toBe(410);
    }
    expect(seen).toEqual([]);
    const both = `${cookie}; ${subject.access.cookieOf(ann.userId, 60, 'ann-dev')}`;
    expect((await at('/', { ...program, cookie: both })).body).toBe('service');
  });

  it('guest, resting service: woken, and counted as use', async () => {
    const cookie = cookieIn(await show(secret));
    let wakes = 0;
    subject.gateway.rest(ann);
    subject.gateway.wakeWith(() => {
      wakes += 1;
      subject.admit();
      return Promise.resolve();
    });
    const poll = { ...background, 'sec-fetch-site': 'same-origin', cookie };
    expect((await at('/', { ...navigation, cookie })).body).toBe('service');
    expect([wakes, subject.uses]).toEqual([1, 1]);
    await at('/poll', poll);
    expect(subject.uses).toBe(1);
    await at('/poll', poll);
    expect(subject.uses).toBe(0);
  });
}

/** Services on a shared origin accept no guests. */
export function noShareLinkScenarios(open: OpenGateway): void {
  describe.each(['path', 'host'] as const)('ROUTING=%s', (routing) => {
    let subject: TestGateway;

    afterEach(async () => {
      await subject.close();
    });

    it('guest pass: 401; entry page: none', async () => {
      let seen = 0;
      subject = await open(
        (request, response) => {
          if (request.headers['user-agent'] !== 'Spawner-Probe') seen += 1;
          response.end('service');
        },
        { routing },
      );
      const host = routing === 'host' ? 'apps.test' : subject.host;
      const id = randomUUID();
      for (const audience of ['ann-dev', 'all']) {
        const cookie = subject.access.guestCookieOf(ann.userId, id, audience);
        const answer = await ask({ port: subject.port, path: '/ann-dev/', headers: { ...program, host, cookie } });
        expect(answer.status).toBe(401);
      }
      const page = await ask({ port: subject.port, path: PAGE, headers: { ...navigation, host } });
      expect(page.body).not.toMatch(/geteilt|shared/);
      expect(seen).toBe(0);
    });
  });
}
