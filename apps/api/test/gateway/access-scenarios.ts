import type { IncomingHttpHeaders, RequestListener } from 'node:http';
import type { Socket } from 'node:net';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import type { TemplateAccess } from '../../src/access/decide.js';
import { ann } from './ann.js';
import { background, navigation, program } from './callers.js';
import { type Asked, askUpgrade, type Upgraded } from './sockets.js';
import type { TestAccessOptions } from './test-access.js';
import type { TestGateway } from './test-gateway.js';

const BOB = 2;

interface Seen {
  readonly url: string;
  readonly headers: IncomingHttpHeaders;
}

export type OpenGateway = (handler: RequestListener, options: TestAccessOptions) => Promise<TestGateway>;

/** Who may open a service, and what never reaches it, through either gateway. */
export function accessScenarios(open: OpenGateway): void {
  let subject: TestGateway;
  let seen: Seen[];
  let answerWith: Record<string, string | string[]>;

  const enter = async (policy: Partial<TemplateAccess> = {}): Promise<void> => {
    subject = await open(
      (request, response) => {
        if (request.headers['user-agent'] !== 'Spawner-Probe') {
          seen.push({ url: request.url ?? '', headers: request.headers });
        }
        response.writeHead(200, answerWith);
        response.end('service');
      },
      { policy },
    );
    subject.service.on('upgrade', (request, socket: Socket) => {
      seen.push({ url: request.url ?? '', headers: request.headers });
      const lines = Object.entries(answerWith).map(([name, value]) => `${name}: ${String(value)}\r\n`);
      socket.end(
        `HTTP/1.1 101 Switching Protocols\r\nConnection: Upgrade\r\nUpgrade: websocket\r\n${lines.join('')}\r\n`,
      );
    });
    expect(subject.uses).toBe(0);
  };
  const upgrade = (cookie: string, headers: Record<string, string> = {}): Promise<Upgraded> =>
    askUpgrade({
      port: subject.port,
      path: '/ann-dev/ws',
      headers: { host: subject.host, ...(cookie && { cookie }), ...headers },
    });
  const codeIn = ({ body }: Asked): unknown => (JSON.parse(body) as { code: unknown }).code;
  const outcome = (answer: Asked): unknown[] => [answer.status, answer.body === 'service' ? 'service' : codeIn(answer)];

  beforeEach(() => {
    seen = [];
    answerWith = {};
  });

  afterEach(async () => {
    await subject.close();
  });

  describe('private service', () => {
    beforeEach(() => enter());

    const visitors = {
      'visitor without a login': { cookie: () => '', status: 401, code: 'not_logged_in' },
      'another person': { cookie: () => subject.access.cookieOf(BOB), status: 403, code: 'access_denied' },
    } as const;
    const kinds = {
      'GET of a program': (cookie: string) => subject.askAs(cookie, '/', program),
      'GET of a page': (cookie: string) => subject.askAs(cookie, '/', background),
      POST: (cookie: string) => subject.askAs(cookie, '/', program, { method: 'POST', body: 'b' }),
      WebSocket: (cookie: string) => upgrade(cookie),
    } as const;
    const rows = Object.keys(visitors).flatMap((visitor) =>
      Object.keys(kinds).flatMap((kind) => ['running', 'resting'].map((state) => ({ visitor, kind, state }))),
    ) as { visitor: keyof typeof visitors; kind: keyof typeof kinds; state: 'running' | 'resting' }[];

    it.each(rows)('$visitor, $kind, service $state: refused, wakes nothing, no use', async (row) => {
      const { cookie, status, code } = visitors[row.visitor];
      let wakes = 0;
      subject.gateway.wakeWith(() => {
        wakes += 1;
        return new Promise(() => undefined);
      });
      if (row.state === 'resting') subject.gateway.rest(ann);
      const answer = await kinds[row.kind](cookie());
      expect(answer.status).toBe(status);
      if ('body' in answer) expect(codeIn(answer as Asked)).toBe(code);
      expect({ seen, wakes, uses: subject.uses }).toEqual({ seen: [], wakes: 0, uses: 0 });
    });

    it('owner, GET and WebSocket: served, one use', async () => {
      expect(outcome(await subject.ask('/', program))).toEqual([200, 'service']);
      expect((await upgrade(subject.annsCookie)).status).toBe(101);
      expect([seen.map(({ url }) => url), subject.uses]).toEqual([['/', '/ws'], 1]);
    });

    it('visitor without a login, page: redirect to the login page, with the way back', async () => {
      const answer = await subject.askAs('', '/a/b?c=d&e', navigation);
      expect([answer.status, answer.headers.location, answer.headers['cache-control']]).toEqual([
        303,
        `${subject.dashboard}/login?next=${encodeURIComponent('/ann-dev/a/b?c=d&e')}`,
        'no-store',
      ]);
    });

    it('another user, page: 403 with a page in both languages and a link to the dashboard', async () => {
      const bob = subject.access.cookieOf(BOB);
      for (const [language, title] of [
        ['de', 'Dieser Service gehört jemand anderem.'],
        ['en', 'This service is somebody else’s.'],
      ] as const) {
        const page = await subject.askAs(bob, '/', { ...navigation, 'accept-language': language });
        expect([page.status, page.headers['content-type']]).toEqual([403, 'text/html; charset=utf-8']);
        expect(page.body).toContain(`<title>${title}</title>`);
        expect(page.body).toContain(`href="${subject.dashboard}/dashboard"`);
        expect(page.body).not.toMatch(/<script|http-equiv/);
      }
      expect(seen).toEqual([]);
    });

    it('pass that was changed, has expired, or whose session has ended: 401', async () => {
      const pass = subject.annsCookie;
      const bobs = subject.access.cookieOf(BOB);
      const flipped = [...Array(pass.length).keys()].filter((at) => at > 'spawner_visit='.length && at % 7 === 0);
      for (const at of flipped) {
        const other = pass[at] === 'a' ? 'b' : 'a';
        const forged = pass.slice(0, at) + other + pass.slice(at + 1);
        expect((await subject.askAs(forged, '/', program)).status).toBe(401);
      }
      const withAnnsName = bobs.replace('=2.', '=1.');
      for (const bad of [withAnnsName, subject.access.cookieOf(ann.userId, -1), 'spawner_visit=', `x${pass}`]) {
        expect((await subject.askAs(bad, '/', program)).status).toBe(401);
      }
      expect((await subject.askAs(`${withAnnsName}; ${pass}`, '/', program)).status).toBe(200);
      subject.access.revoke(subject.access.sessionOf(ann.userId));
      expect((await subject.askAs(pass, '/', program)).status).toBe(401);
    });

    it('request by a page of another origin: not served, it may be another person’s service', async () => {
      const page = (site: string, more = {}) => ({ ...background, 'sec-fetch-site': site, ...more });
      for (const headers of [
        page('same-site'),
        page('cross-site'),
        { ...navigation, 'sec-fetch-site': 'same-site', 'sec-fetch-dest': 'iframe' },
        { ...background, origin: 'http://evil.test' },
        { ...background, origin: 'null' },
      ]) {
        expect((await subject.ask('/', headers)).body).not.toBe('service');
      }
      expect((await subject.ask('/', page('same-site'), { method: 'POST' })).status).toBe(401);
      expect((await upgrade(subject.annsCookie, { origin: 'http://evil.test' })).status).toBe(401);
      expect(seen).toEqual([]);
      for (const headers of [
        page('same-origin'),
        { ...navigation, 'sec-fetch-site': 'cross-site' },
        { ...background, origin: `http://${subject.host}` },
      ]) {
        expect((await subject.ask('/', headers)).body).toBe('service');
      }
    });

    it('program with an access token: served to the owner, 403 to another user, 401 if invalid', async () => {
      const show = (userId: number) => ({
        ...program,
        'x-spawner-token': subject.access.tokenOf(userId),
        authorization: 'app',
      });
      expect(outcome(await subject.askAs('', '/', show(ann.userId)))).toEqual([200, 'service']);
      expect(seen.map(({ headers }) => headers.authorization)).toEqual(['app']);
      expect(outcome(await subject.askAs('', '/', show(BOB)))).toEqual([403, 'access_denied']);
      expect(outcome(await subject.askAs('', '/', { ...program, 'x-spawner-token': 'x' }))).toEqual([
        401,
        'not_logged_in',
      ]);
    });

    it('session ended while the request waited for a wake: 401', async () => {
      const cookie = subject.annsCookie;
      subject.gateway.rest(ann);
      subject.gateway.wakeWith(() => {
        subject.access.revoke(subject.access.sessionOf(ann.userId));
        subject.admit();
        return Promise.resolve();
      });
      expect(outcome(await subject.askAs(cookie, '/', program))).toEqual([401, 'not_logged_in']);
      expect(seen).toEqual([]);
    });

    it('cookies and headers of the platform: do not reach the container', async () => {
      const headers = {
        ...program,
        cookie: `${subject.annsCookie}; __Host-spawner_visit=a; __Secure-Spawner_x=b; SPAWNER_ACCESS=c; theirs=1`,
        'x-spawner-token': subject.access.tokenOf(ann.userId),
        'x-spawner-user': '2',
        x_spawner_user: '2',
        'x-spawner-probe': 'guess',
      };
      await subject.ask('/', headers);
      await upgrade(headers.cookie, headers);
      expect(seen.map(({ headers: { cookie } }) => cookie)).toEqual(['theirs=1', 'theirs=1']);
      expect(seen.flatMap((each) => Object.keys(each.headers)).filter((name) => /spawner/i.test(name))).toEqual([]);
    });

    it('response headers that affect the whole origin: removed, other headers kept', async () => {
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
      const { headers } = await subject.ask('/', program);
      expect(Object.keys(refused).filter((name) => headers[name.toLowerCase()] !== undefined)).toEqual([]);
      expect([headers['x-theirs'], headers['set-cookie']]).toEqual(['kept', ['theirs=1']]);
    });

    it('service worker with the whole service as its scope: 403', async () => {
      const worker = { ...background, 'service-worker': 'script' };
      for (const path of ['', '?a/b']) expect((await subject.ask(path, worker)).status).toBe(403);
      expect(seen).toEqual([]);
      expect((await subject.ask('/sw.js', worker)).body).toBe('service');
    });
  });

  describe('members service on a shared origin', () => {
    it('owner: served; another user: own_origin_needed; no login: 401', async () => {
      await enter({ access: 'members' });
      const bob = subject.access.cookieOf(BOB);
      expect(outcome(await subject.askAs(bob, '/', program))).toEqual([403, 'own_origin_needed']);
      expect(outcome(await subject.askAs('', '/', program))).toEqual([401, 'not_logged_in']);
      expect(outcome(await subject.ask('/', program))).toEqual([200, 'service']);
    });
  });

  describe('public service on a shared origin', () => {
    it('any visitor: served in a sandbox, without cookies', async () => {
      await enter({ access: 'public' });
      answerWith = { 'Set-Cookie': 'theirs=1', 'Access-Control-Allow-Origin': 'http://evil.test' };
      for (const cookie of ['', subject.annsCookie]) {
        const { body, headers } = await subject.askAs(cookie, '/', { ...navigation, origin: 'null' });
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

    it('preflight of its own page: allowed', async () => {
      await enter({ access: 'public' });
      const preflight = {
        origin: 'null',
        'access-control-request-method': 'PUT',
        'access-control-request-headers': 'rsc',
      };
      const { status, headers } = await subject.askAs('', '/api', preflight, { method: 'OPTIONS' });
      expect(Math.floor(status / 100)).toBe(2);
      expect([headers['access-control-allow-origin'], headers['access-control-allow-methods']]).toEqual(['*', '*']);
      expect(headers['access-control-allow-headers']).toBe('*');
    });

    it('trusted template: served without a sandbox', async () => {
      await enter({ access: 'public', trusted: true });
      answerWith = { 'Set-Cookie': 'theirs=1' };
      const { headers } = await subject.askAs('', '/', navigation);
      expect([headers['content-security-policy'], headers['set-cookie']]).toEqual([undefined, ['theirs=1']]);
    });
  });
}
