import { beforeAll, describe, expect } from '@jest/globals';
import { type Answer, sendRaw } from '@spawner/kit/http';
import type { Person } from '@spawner/kit/person';
import { tidyUp } from '@spawner/kit/tidy-up';
import { attack } from '../support/attack.js';
import { Target } from '../support/target.js';

const NAVIGATION = { 'sec-fetch-mode': 'navigate', 'sec-fetch-dest': 'document', accept: 'text/html' };

/** Subdomains of one machine without DNS: `ann-dev.localhost`, plain HTTP. */
describe('A host for each service', () => {
  const keep = tidyUp();
  let target: Target;
  let ann: Person;
  let mallory: Person;

  const hostOf = (segment: string): string => `${segment}.${target.host}`;
  const at = (host: string, path: string, headers: Record<string, string> = {}): Promise<Answer> =>
    target.request(path, { headers: { ...headers, host } });
  const usesOfAnn = async (): Promise<string> =>
    (await at(hostOf('ann-dev'), '/seen', { 'x-spawner-token': ann.token })).text;

  beforeAll(async () => {
    target = await keep(Target.open({ settings: { ROUTING: 'subdomain' } }));
    ann = await target.newcomer('ann');
    mallory = await target.newcomer('mallory');
    for (const type of ['dev', 'development', 'members']) await ann.hasLaunched(type);
    await mallory.hasLaunched('dev');
  }, 120_000);

  for (const hosts of [
    ['ann-dev.DASHBOARD'],
    ['ANN-DEV.DASHBOARD'],
    ['ann-dev.localhost'],
    ['ann-dev.localhost:1'],
    ['ann-dev.localhost.'],
    ['x.ann-dev.DASHBOARD'],
    ['ann-dev.mallory-dev.DASHBOARD'],
    ['mallory-dev.DASHBOARD', 'ann-dev.DASHBOARD'],
    ['ann-dev.DASHBOARD', 'mallory-dev.DASHBOARD'],
    ['mallory-dev.DASHBOARD@ann-dev.DASHBOARD'],
    ['ann-dev.DASHBOARD/', 'ann-dev.DASHBOARD\\'],
    ['ann%2ddev.DASHBOARD'],
  ]) {
    attack('host of another person’s service', hosts.join(', '), 'ann’s container gets no request', async () => {
      const before = await usesOfAnn();
      expect(before).toMatch(/^\[/);
      const lines = hosts.map((host) => `Host: ${host.replaceAll('DASHBOARD', target.host)}\r\n`).join('');
      const rest = `X-Spawner-Token: ${mallory.token}\r\nConnection: close\r\n\r\n`;
      for (const form of ['/secret', `http://${hostOf('ann-dev')}/secret`]) {
        const answer = await sendRaw(target.port, `GET ${form} HTTP/1.1\r\n${lines}${rest}`);
        expect(answer).not.toContain('"service":"ann-');
      }
      expect(await usesOfAnn()).toBe(before);
      return 'its own service or none';
    });
  }

  attack('service path on the dashboard’s host', '/ann-dev/secret', '404', async () => {
    const { status, text } = await ann.open('/ann-dev/secret');
    expect(status).toBe(404);
    expect(text).not.toContain('hostile');
    return 'answered 404';
  });

  attack('API paths on a service’s host', '/api/user/me, /api/info, /dashboard', 'the service answers', async () => {
    const headers = { authorization: `Bearer ${ann.token}`, 'x-spawner-token': ann.token };
    for (const path of ['/api/user/me', '/api/info', '/dashboard']) {
      expect((await at(hostOf('ann-dev'), path, headers)).text).toContain('"service":"ann-dev"');
    }
    return 'the service’s own answer';
  });

  attack('service for members', 'no session, another person', '401, 200', async () => {
    expect((await at(hostOf('ann-members'), '/')).status).toBe(401);
    expect((await at(hostOf('ann-members'), '/', { 'x-spawner-token': mallory.token })).status).toBe(200);
    return '401, 200';
  });

  describe('entry from the dashboard to a service', () => {
    /** Opens a service without a pass; returns the nonce cookie and the entry URL that the dashboard redirects to. */
    const setOut = async (segment: string, cookies: string): Promise<{ nonce: string; entry: URL }> => {
      const away = await at(hostOf(segment), '/', NAVIGATION);
      const nonce = (away.headers['set-cookie'] ?? []).map((cookie) => cookie.split(';')[0]).join('; ');
      const { pathname, search } = new URL(String(away.headers.location));
      const back = await at(target.host, pathname + search, { ...NAVIGATION, cookie: cookies });
      return { nonce, entry: new URL(String(back.headers.location)) };
    };
    const enter = (host: string, { pathname, search }: URL, cookie: string): Promise<Answer> =>
      at(host, pathname + search, { ...NAVIGATION, cookie });
    const passIn = ({ headers }: Answer): string =>
      (headers['set-cookie'] ?? []).find((cookie) => cookie.startsWith('spawner_visit='))?.split(';')[0] ?? '';

    attack('entry code used twice', 'in the same browser', 'refused', async () => {
      const { nonce, entry } = await setOut('ann-dev', await ann.browserCookies());
      expect(passIn(await enter(hostOf('ann-dev'), entry, nonce))).not.toBe('');
      expect(passIn(await enter(hostOf('ann-dev'), entry, nonce))).toBe('');
      return 'no cookie';
    });

    attack('entry code in another browser', 'no nonce, another nonce', 'refused', async () => {
      const cookies = await ann.browserCookies();
      const { entry } = await setOut('ann-dev', cookies);
      const other = await setOut('ann-dev', cookies);
      for (const nonce of ['', other.nonce]) expect(passIn(await enter(hostOf('ann-dev'), entry, nonce))).toBe('');
      return 'no cookie';
    });

    attack('entry code on another host', 'a service with a shared name prefix', 'refused', async () => {
      const { nonce, entry } = await setOut('ann-dev', await ann.browserCookies());
      expect(passIn(await enter(hostOf('ann-development'), entry, nonce))).toBe('');
      return 'no cookie';
    });

    attack('entry code for another site', '/enter?to= in six spellings', 'redirected to the dashboard', async () => {
      const cookie = await ann.browserCookies();
      const state = 'a'.repeat(64);
      for (const to of [
        'http://evil.test/',
        `http://${hostOf('ann-dev')}.evil.test/`,
        `http://ann-dev.${target.host}@evil.test/`,
        `https://${hostOf('ann-dev')}/`,
        `//${hostOf('ann-dev')}/`,
        `javascript://${hostOf('ann-dev')}/`,
      ]) {
        const path = `/enter?to=${encodeURIComponent(to)}&state=${state}`;
        const { headers } = await at(target.host, path, { ...NAVIGATION, cookie });
        expect(headers.location).toBe('/dashboard');
      }
      return 'redirected to the dashboard';
    });

    attack('pass used at another service', 'pass of ann-dev, dashboard cookies', '401', async () => {
      const cookies = await ann.browserCookies();
      const { nonce, entry } = await setOut('ann-dev', cookies);
      const pass = passIn(await enter(hostOf('ann-dev'), entry, nonce));
      expect((await at(hostOf('ann-dev'), '/', { cookie: pass })).status).toBe(200);
      expect((await at(hostOf('ann-development'), '/', { cookie: pass })).status).toBe(401);
      expect((await at(hostOf('ann-dev'), '/', { cookie: cookies })).status).toBe(401);
      expect((await at(target.host, '/api/user/me', { cookie: pass.replace('visit', 'access') })).status).toBe(401);
      return 'answered 401';
    });

    attack('entry code of another person', 'login CSRF at a service', 'no cookie', async () => {
      const { entry } = await setOut('mallory-dev', await mallory.browserCookies());
      const victim = await setOut('mallory-dev', await ann.browserCookies());
      expect(passIn(await enter(hostOf('mallory-dev'), entry, victim.nonce))).toBe('');
      return 'no cookie';
    });
  });
});
