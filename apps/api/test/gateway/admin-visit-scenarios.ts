import { randomUUID } from 'node:crypto';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import type { OpenGateway } from './access-scenarios.js';
import { ann } from './ann.js';
import { background, navigation, program } from './callers.js';
import { ask, type Asked, askUpgrade } from './sockets.js';
import type { TestGateway } from './test-gateway.js';

const [BOB, CATHY] = [2, 3];
const HOST = 'ann-dev.apps.test';

/** An admin opens another user's service, through either gateway. */
export function adminVisitScenarios(open: OpenGateway): void {
  let subject: TestGateway;
  let seen: string[];

  const enter = async (routing: 'path' | 'host' | 'subdomain'): Promise<void> => {
    seen = [];
    subject = await open(
      (request, response) => {
        if (request.headers['user-agent'] !== 'Spawner-Probe') seen.push(request.url ?? '');
        response.end('service');
      },
      { routing },
    );
    subject.access.admins.add(BOB);
  };
  afterEach(async () => {
    await subject.close();
  });

  describe('each service on its own host', () => {
    beforeEach(() => enter('subdomain'));

    const at = (path: string, headers: Record<string, string>): Promise<Asked> =>
      ask({ port: subject.port, path, headers: { host: HOST, ...headers } });
    const passOf = (userId: number) => subject.access.cookieOf(userId, 60, 'ann-dev');
    const cookieIn = ({ headers }: Asked, name: string): string =>
      headers['set-cookie']?.find((each) => each.startsWith(name))?.split(';')[0] ?? '';
    /** Opens the service as an admin and stops at the page that announces the visit. */
    const setOut = async (path: string) => {
      const away = await at(path, { ...navigation, cookie: passOf(BOB) });
      const page = new URL(String(away.headers.location));
      return { away, page, nonce: cookieIn(away, 'spawner_entry=') };
    };
    const grant = (page: URL, visitId = randomUUID()): string => {
      const [to, state] = [page.searchParams.get('to') ?? '', page.searchParams.get('state') ?? ''];
      return subject.access.handover.visitEntry({ userId: ann.userId, sessionId: visitId }, to, state);
    };
    const pathOf = (url: string): string => url.slice(`http://${HOST}`.length);

    it('page opened by an admin: redirect to the announcement, nothing reaches the container', async () => {
      const { away, page } = await setOut('/a?b=c');
      expect([away.status, page.origin, page.pathname]).toEqual([303, 'http://spawner.test', '/visit']);
      expect(page.searchParams.get('to')).toBe(`http://${HOST}/a?b=c`);
      expect([seen, subject.uses]).toEqual([[], 0]);
    });

    it('program or background request of an admin, page of another user: 403', async () => {
      for (const headers of [program, { ...background, 'sec-fetch-site': 'same-origin' }]) {
        const answer = await at('/', { ...headers, cookie: passOf(BOB) });
        expect([answer.status, answer.body]).toEqual([403, expect.stringContaining('access_denied')]);
      }
      const socket = await askUpgrade({ port: subject.port, path: '/', headers: { host: HOST, cookie: passOf(BOB) } });
      expect(socket.status).toBe(403);
      expect((await at('/', { ...navigation, cookie: passOf(CATHY) })).status).toBe(403);
      expect(seen).toEqual([]);
    });

    it('announced visit: served in that browser only, until the visit ends', async () => {
      const visitId = randomUUID();
      const { page, nonce } = await setOut('/a?b=c');
      const location = grant(page, visitId);
      for (const cookie of ['', `spawner_entry=${'x'.repeat(43)}`]) {
        const stolen = await at(pathOf(location), { ...navigation, ...(cookie && { cookie }) });
        expect([stolen.status, stolen.headers['set-cookie']]).toEqual([403, undefined]);
      }
      const entered = await at(pathOf(location), { ...navigation, cookie: `${passOf(BOB)}; ${nonce}` });
      expect([entered.status, entered.headers.location]).toEqual([303, `http://${HOST}/a?b=c`]);
      const cookie = `${passOf(BOB)}; ${cookieIn(entered, 'spawner_guest=')}`;
      expect((await at('/a?b=c', { ...navigation, cookie })).body).toBe('service');
      expect((await at('/api', { ...background, 'sec-fetch-site': 'same-origin', cookie })).body).toBe('service');
      expect((await at(pathOf(location), { ...navigation, cookie: nonce })).status).toBe(403);
      subject.access.revoke(visitId);
      const again = await at('/a', { ...navigation, cookie });
      expect([again.status, String(again.headers.location)]).toEqual([303, expect.stringContaining('/visit?to=')]);
      expect((await at('/a', { ...program, cookie })).status).toBe(403);
      const loggedOut = cookieIn(entered, 'spawner_guest=');
      expect(String((await at('/a', { ...navigation, cookie: loggedOut })).headers.location)).toContain('/enter?to=');
      expect(seen).toEqual(['/a?b=c', '/api']);
    });

    it('code of a visit: no pass, and opens no login', async () => {
      const { page, nonce } = await setOut('/');
      const code = new URL(grant(page)).searchParams.get('code') ?? '';
      for (const name of ['spawner_guest', 'spawner_visit']) {
        expect((await at('/', { ...program, cookie: `${name}=${code}` })).status).toBe(401);
      }
      const entered = await at(`/.spawner/enter?code=${code}&to=/`, { ...navigation, cookie: nonce });
      expect(cookieIn(entered, 'spawner_visit=')).toBe('');
      expect(cookieIn(entered, 'spawner_guest=')).toMatch(/^spawner_guest=1\./);
    });

    it('target that is no service: refused', () => {
      const { handover } = subject.access;
      expect(handover.ownHostAt(`http://${HOST}/a`)).toBe('ann-dev');
      for (const to of [
        'https://evil.test/',
        `https://${HOST}/`,
        `http://${HOST}.evil.test/`,
        'http://spawner.test/ann-dev/',
        'javascript:alert(1)',
      ]) {
        expect(handover.ownHostAt(to)).toBeNull();
        expect(() => handover.visitEntry({ userId: 1, sessionId: randomUUID() }, to, 'a'.repeat(64))).toThrow();
      }
    });
  });

  it.each(['path', 'host'] as const)('ROUTING=%s: admin gets a page that names the needed mode', async (routing) => {
    await enter(routing);
    const host = routing === 'host' ? 'apps.test' : subject.host;
    const headers = { ...navigation, host, cookie: subject.access.cookieOf(BOB), 'accept-language': 'en' };
    const page = await ask({ port: subject.port, path: '/ann-dev/', headers });
    expect([page.status, page.body]).toEqual([403, expect.stringContaining('ROUTING=subdomain')]);
    expect(subject.access.handover.ownHostAt(`http://${host}/ann-dev/`)).toBeNull();
    expect(seen).toEqual([]);
  });
}
