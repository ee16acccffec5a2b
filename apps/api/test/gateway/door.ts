import type { IncomingHttpHeaders, RequestListener } from 'node:http';
import type { Socket } from 'node:net';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import type { TemplateAccess } from '../../src/access/decide.js';
import { ann } from './ann.js';
import { background, navigation, program } from './callers.js';
import type { House } from './house.js';
import { type Asked, askUpgrade, type Upgraded } from './sockets.js';
import type { TestDoorOptions } from './test-door.js';

const BOB = 2;

interface Seen {
  readonly url: string;
  readonly headers: IncomingHttpHeaders;
}

export type OpenHouse = (handler: RequestListener, options: TestDoorOptions) => Promise<House>;

/** Who may open a service, and what it never sees: the same whichever gateway serves it. */
export function guardsItsDoor(open: OpenHouse): void {
  let house: House;
  let seen: Seen[];
  let answerWith: Record<string, string | string[]>;

  const enter = async (policy: Partial<TemplateAccess> = {}): Promise<void> => {
    house = await open(
      (request, response) => {
        if (request.headers['user-agent'] !== 'Spawner-Probe') {
          seen.push({ url: request.url ?? '', headers: request.headers });
        }
        response.writeHead(200, answerWith);
        response.end('service');
      },
      { policy },
    );
    house.service.on('upgrade', (request, socket: Socket) => {
      seen.push({ url: request.url ?? '', headers: request.headers });
      const lines = Object.entries(answerWith).map(([name, value]) => `${name}: ${String(value)}\r\n`);
      socket.end(
        `HTTP/1.1 101 Switching Protocols\r\nConnection: Upgrade\r\nUpgrade: websocket\r\n${lines.join('')}\r\n`,
      );
    });
    expect(house.visits).toBe(0);
  };
  const upgrade = (cookie: string, headers: Record<string, string> = {}): Promise<Upgraded> =>
    askUpgrade({
      port: house.port,
      path: '/ann-dev/ws',
      headers: { host: house.host, ...(cookie && { cookie }), ...headers },
    });
  const codeIn = ({ body }: Asked): unknown => (JSON.parse(body) as { code: unknown }).code;
  const outcome = (answer: Asked): unknown[] => [answer.status, answer.body === 'service' ? 'service' : codeIn(answer)];

  beforeEach(() => {
    seen = [];
    answerWith = {};
  });

  afterEach(async () => {
    await house.close();
  });

  describe('a private service', () => {
    beforeEach(() => enter());

    it('is its owner’s alone: nobody else reaches it, wakes it, or counts as a visit', async () => {
      const strangers = [
        ['', 401, 'not_logged_in'],
        [house.door.cookieOf(BOB), 403, 'access_denied'],
      ] as const;
      let wakes = 0;
      house.gateway.wakeWith(() => {
        wakes += 1;
        return new Promise(() => undefined);
      });
      for (const rest of [false, true]) {
        if (rest) house.gateway.rest(ann);
        for (const [cookie, status, code] of strangers) {
          for (const headers of [program, background]) {
            expect(outcome(await house.askAs(cookie, '/', headers))).toEqual([status, code]);
          }
          expect(outcome(await house.askAs(cookie, '/', program, { method: 'POST', body: 'b' }))).toEqual([
            status,
            code,
          ]);
          expect((await upgrade(cookie)).status).toBe(status);
        }
      }
      expect([seen, wakes, house.visits]).toEqual([[], 0, 0]);
      house.admit();
      expect(outcome(await house.ask('/', program))).toEqual([200, 'service']);
      expect((await upgrade(house.annsCookie)).status).toBe(101);
      expect([seen.map(({ url }) => url), house.visits]).toEqual([['/', '/ws'], 1]);
    });

    it('sends whoever is not logged in to the login page and back', async () => {
      const answer = await house.askAs('', '/a/b?c=d&e', navigation);
      expect([answer.status, answer.headers.location, answer.headers['cache-control']]).toEqual([
        303,
        `${house.dashboard}/login?next=${encodeURIComponent('/ann-dev/a/b?c=d&e')}`,
        'no-store',
      ]);
    });

    it('tells somebody else on a page of ours whose it is and what to do', async () => {
      const bob = house.door.cookieOf(BOB);
      for (const [language, title] of [
        ['de', 'Dieser Service gehört jemand anderem.'],
        ['en', 'This service is somebody else’s.'],
      ] as const) {
        const page = await house.askAs(bob, '/', { ...navigation, 'accept-language': language });
        expect([page.status, page.headers['content-type']]).toEqual([403, 'text/html; charset=utf-8']);
        expect(page.body).toContain(`<title>${title}</title>`);
        expect(page.body).toContain(`href="${house.dashboard}/dashboard"`);
        expect(page.body).not.toMatch(/<script|http-equiv/);
      }
      expect(seen).toEqual([]);
    });

    it('takes no pass that was changed, is over, or whose session has ended', async () => {
      const pass = house.annsCookie;
      const bobs = house.door.cookieOf(BOB);
      const flipped = [...Array(pass.length).keys()].filter((at) => at > 'spawner_visit='.length && at % 7 === 0);
      for (const at of flipped) {
        const other = pass[at] === 'a' ? 'b' : 'a';
        const forged = pass.slice(0, at) + other + pass.slice(at + 1);
        expect((await house.askAs(forged, '/', program)).status).toBe(401);
      }
      const withAnnsName = bobs.replace('=2.', '=1.');
      for (const bad of [withAnnsName, house.door.cookieOf(ann.userId, -1), 'spawner_visit=', `x${pass}`]) {
        expect((await house.askAs(bad, '/', program)).status).toBe(401);
      }
      expect((await house.askAs(`${withAnnsName}; ${pass}`, '/', program)).status).toBe(200);
      house.door.revoke(house.door.sessionOf(ann.userId));
      expect((await house.askAs(pass, '/', program)).status).toBe(401);
    });

    it('is not opened for the page of another origin, which may be another person’s service', async () => {
      const page = (site: string, more = {}) => ({ ...background, 'sec-fetch-site': site, ...more });
      for (const headers of [
        page('same-site'),
        page('cross-site'),
        { ...navigation, 'sec-fetch-site': 'same-site', 'sec-fetch-dest': 'iframe' },
        { ...background, origin: 'http://evil.test' },
        { ...background, origin: 'null' },
      ]) {
        expect((await house.ask('/', headers)).body).not.toBe('service');
      }
      expect((await house.ask('/', page('same-site'), { method: 'POST' })).status).toBe(401);
      expect((await upgrade(house.annsCookie, { origin: 'http://evil.test' })).status).toBe(401);
      expect(seen).toEqual([]);
      for (const headers of [
        page('same-origin'),
        { ...navigation, 'sec-fetch-site': 'cross-site' },
        { ...background, origin: `http://${house.host}` },
      ]) {
        expect((await house.ask('/', headers)).body).toBe('service');
      }
    });

    it('lets a program in that shows its access token, and nobody’s else', async () => {
      const show = (userId: number) => ({
        ...program,
        'x-spawner-token': house.door.tokenOf(userId),
        authorization: 'app',
      });
      expect(outcome(await house.askAs('', '/', show(ann.userId)))).toEqual([200, 'service']);
      expect(seen.map(({ headers }) => headers.authorization)).toEqual(['app']);
      expect(outcome(await house.askAs('', '/', show(BOB)))).toEqual([403, 'access_denied']);
      expect(outcome(await house.askAs('', '/', { ...program, 'x-spawner-token': 'x' }))).toEqual([
        401,
        'not_logged_in',
      ]);
    });

    it('asks again who it is when somebody has waited for it to wake', async () => {
      const cookie = house.annsCookie;
      house.gateway.rest(ann);
      house.gateway.wakeWith(() => {
        house.door.revoke(house.door.sessionOf(ann.userId));
        house.admit();
        return Promise.resolve();
      });
      expect(outcome(await house.askAs(cookie, '/', program))).toEqual([401, 'not_logged_in']);
      expect(seen).toEqual([]);
    });

    it('never sees what is the platform’s', async () => {
      const headers = {
        ...program,
        cookie: `${house.annsCookie}; __Host-spawner_visit=a; __Secure-Spawner_x=b; SPAWNER_ACCESS=c; theirs=1`,
        'x-spawner-token': house.door.tokenOf(ann.userId),
        'x-spawner-user': '2',
        x_spawner_user: '2',
        'x-spawner-probe': 'guess',
      };
      await house.ask('/', headers);
      await upgrade(headers.cookie, headers);
      expect(seen.map(({ headers: { cookie } }) => cookie)).toEqual(['theirs=1', 'theirs=1']);
      expect(seen.flatMap((each) => Object.keys(each.headers)).filter((name) => /spawner/i.test(name))).toEqual([]);
    });

    it('cannot speak for the origin it is served under', async () => {
      const refused = {
        'Clear-Site-Data': '"*"',
        'Service-Worker-Allowed': '/',
        'Strict-Transport-Security': 'max-age=0',
        'Public-Key-Pins': 'x',
        'Report-To': '{}',
        'Reporting-Endpoints': 'x="/"',
        NEL: '{}',
        'Alt-Svc': 'h3=":1"',
        'Access-Control-Allow-Origin': 'http://evil.test',
        'Access-Control-Allow-Credentials': 'true',
        'Access-Control-Allow-Private-Network': 'true',
      };
      answerWith = { ...refused, 'X-Theirs': 'kept', 'Set-Cookie': 'theirs=1' };
      const { headers } = await house.ask('/', program);
      expect(Object.keys(refused).filter((name) => headers[name.toLowerCase()] !== undefined)).toEqual([]);
      expect([headers['x-theirs'], headers['set-cookie']]).toEqual(['kept', ['theirs=1']]);
    });

    it('gets no service worker that would rule over the whole origin', async () => {
      const worker = { ...background, 'service-worker': 'script' };
      for (const path of ['', '?a/b']) expect((await house.ask(path, worker)).status).toBe(403);
      expect(seen).toEqual([]);
      expect((await house.ask('/sw.js', worker)).body).toBe('service');
    });
  });

  describe('a members’ service on a shared origin', () => {
    it('goes to its owner alone, and says so to others', async () => {
      await enter({ access: 'members' });
      const bob = house.door.cookieOf(BOB);
      expect(outcome(await house.askAs(bob, '/', program))).toEqual([403, 'own_origin_needed']);
      expect(outcome(await house.askAs('', '/', program))).toEqual([401, 'not_logged_in']);
      expect(outcome(await house.ask('/', program))).toEqual([200, 'service']);
    });
  });

  describe('a public service on a shared origin', () => {
    it('goes to everybody in an origin of its own, and sets no cookie', async () => {
      await enter({ access: 'public' });
      answerWith = { 'Set-Cookie': 'theirs=1', 'Access-Control-Allow-Origin': 'http://evil.test' };
      for (const cookie of ['', house.annsCookie]) {
        const { body, headers } = await house.askAs(cookie, '/', { ...navigation, origin: 'null' });
        expect([body, headers['set-cookie'], headers['access-control-allow-origin']]).toEqual([
          'service',
          undefined,
          '*',
        ]);
        expect(headers['content-security-policy']).toMatch(/(^|, )sandbox allow-scripts /);
        expect(headers['content-security-policy']).not.toContain('allow-same-origin');
      }
      expect(seen.map(({ headers: { cookie } }) => cookie)).toEqual([undefined, undefined]);
    });

    it('has its own pages ask for more than forms can', async () => {
      await enter({ access: 'public' });
      const asked = { origin: 'null', 'access-control-request-method': 'PUT', 'access-control-request-headers': 'rsc' };
      const { status, headers } = await house.askAs('', '/api', asked, { method: 'OPTIONS' });
      expect(Math.floor(status / 100)).toBe(2);
      expect([headers['access-control-allow-origin'], headers['access-control-allow-methods']]).toEqual(['*', '*']);
      expect(headers['access-control-allow-headers']).toBe('*');
    });

    it('goes as it is where its template is trusted', async () => {
      await enter({ access: 'public', trusted: true });
      answerWith = { 'Set-Cookie': 'theirs=1' };
      const { headers } = await house.askAs('', '/', navigation);
      expect([headers['content-security-policy'], headers['set-cookie']]).toEqual([undefined, ['theirs=1']]);
    });
  });
}
