import { createHmac, createSign, generateKeyPairSync, randomBytes } from 'node:crypto';
import { beforeAll, describe, expect } from '@jest/globals';
import { newVisitor } from '@spawner/kit/chromium';
import { sendRaw } from '@spawner/kit/http';
import type { Person } from '@spawner/kit/person';
import { describeWith } from '@spawner/kit/requirements';
import { tidyUp } from '@spawner/kit/tidy-up';
import { until } from '@spawner/kit/until';
import { isWhole } from '@spawner/kit/whole';
import { attack } from '../support/attack.js';
import { openBrowser } from '../support/browser.js';
import { Target } from '../support/target.js';

const SECRET = randomBytes(32).toString('hex');
/** Below the limit of requests to one endpoint from one address in a minute. */
const CONFIRMS = 100;

/** Each costs a login in a browser, so a short run has one of each kind: a host, and a script. */
const PLACES_OUTSIDE = [
  '//evil.test/',
  'javascript:document.title="taken"',
  ...(isWhole() ? ['http://evil.test/', '/\\evil.test/', '/\t/evil.test/', '/enter?to=http://evil.test/&state=x'] : []),
];

describe('Login', () => {
  const keep = tidyUp();
  let target: Target;
  let ann: Person;
  let mallory: Person;

  beforeAll(async () => {
    target = await keep(Target.open({ settings: { JWT_SECRET_KEY: SECRET } }));
    ann = await target.newcomer('ann');
    mallory = await target.newcomer('mallory');
    await ann.hasLaunched('dev');
  }, 120_000);

  const linkFor = async (email: string): Promise<string> => {
    await target.request('/api/auth/login', { body: { email } });
    return target.mailbox.linkFor(email);
  };
  const tokenFor = async (email: string): Promise<string> => new URL(await linkFor(email)).hash.slice(1);
  const confirm = (token: string) => target.request('/api/auth/session', { body: { token, confirmed: true } });
  const me = async (headers: Record<string, string>): Promise<number> =>
    (await target.request('/api/user/me', { headers })).status;
  const bearer = (token: string): Promise<number> => me({ authorization: `Bearer ${token}` });

  describe('the mailed link', () => {
    attack('mail scanner', 'GET, HEAD, OPTIONS on page and API', 'the link stays valid', async () => {
      const token = await tokenFor(ann.user.email);
      for (const path of ['/confirm', '/api/auth/session', '/api/auth/verify', '/api/auth/link/asked-by']) {
        for (const method of ['GET', 'HEAD', 'OPTIONS']) {
          const { headers } = await target.request(`${path}?token=${token}`, { method });
          expect(headers['set-cookie']).toBeUndefined();
        }
      }
      await target.request('/api/auth/link/asked-by', { body: { token } });
      expect((await confirm(token)).status).toBe(200);
      return 'link unused, then the click logs in';
    });

    attack('foreign host', 'Host, X-Forwarded-Host, absolute-form', 'the link leads to this installation', async () => {
      // Without an address in the settings, links carry the address that the request came to.
      const open = await keep(Target.open());
      const own = `http://127.0.0.1:${String(open.port)}`;
      const body = JSON.stringify({ email: 'ann@example.com' });
      const rest = `Content-Type: application/json\r\nContent-Length: ${String(body.length)}\r\nConnection: close\r\n\r\n${body}`;
      for (const host of ['evil.test', `evil.test:${String(open.port)}`, 'localhost:1', `${own.slice(7)}@evil.test`]) {
        for (const form of ['/api/auth/signup', 'http://evil.test/api/auth/signup']) {
          const forged = `Host: ${host}\r\nX-Forwarded-Host: evil.test\r\nForwarded: host=evil.test\r\n`;
          await sendRaw(open.port, `POST ${form} HTTP/1.1\r\n${forged}${rest}`);
          expect(new URL(await open.mailbox.linkFor('ann@example.com')).origin).toBe(own);
        }
      }
      return 'the address of the connection';
    });

    attack('parallel confirmations', `2 × ${CONFIRMS} requests`, 'exactly one session', async () => {
      // An installation of its own: afterwards this address is over the limit for a minute.
      const crowded = await keep(Target.open());
      await crowded.request('/api/auth/signup', { body: { email: 'ann@example.com' } });
      const token = new URL(await crowded.mailbox.linkFor('ann@example.com')).hash.slice(1);
      const answers = await Promise.all(
        Array.from({ length: CONFIRMS }, () => [
          crowded.request('/api/auth/session', { body: { token, confirmed: true } }),
          crowded.request('/api/auth/verify', { body: { token } }),
        ]).flat(),
      );
      const statuses = answers.map(({ status }) => status).sort();
      expect(statuses).toEqual([200, ...Array<number>(2 * CONFIRMS - 1).fill(410)]);
      expect(await crowded.query('SELECT FROM session')).toHaveLength(1);
      return `200 once, 410 ${2 * CONFIRMS - 1} times, one row`;
    });

    attack('mailed link used again', 'after its login', '410', async () => {
      const token = await tokenFor(ann.user.email);
      expect((await confirm(token)).status).toBe(200);
      for (const endpoint of ['session', 'verify', 'link/asked-by']) {
        expect((await target.request(`/api/auth/${endpoint}`, { body: { token } })).status).toBe(410);
      }
      return 'answered 410';
    });

    attack('mailed link with one changed letter', 'each of its 43', 'refused, the link stays valid', async () => {
      const token = await tokenFor(ann.user.email);
      for (let at = 0; at < token.length; at += 1) {
        expect((await target.request('/api/auth/verify', { body: { token: flipped(token, at) } })).status).not.toBe(
          200,
        );
      }
      expect((await confirm(token)).status).toBe(200);
      return 'answered 410 and 400';
    });

    attack(
      'request headers that could change the host of the mailed link',
      'Host, X-Forwarded-Host, Forwarded',
      'always an address of this machine',
      async () => {
        // For a foreign Host the link carries the address that the connection came to.
        const { port } = new URL(target.origin);
        const own = new RegExp(`^http://(localhost|127\\.0\\.0\\.1|\\[::1\\]):${port}/confirm#`);
        for (const headers of [
          { host: 'evil.test' },
          { host: `${target.host}@evil.test` },
          { 'x-forwarded-host': 'evil.test', forwarded: 'host=evil.test', 'x-host': 'evil.test' },
          { origin: target.origin, referer: 'http://evil.test/' },
        ]) {
          await target.request('/api/auth/login', { body: { email: ann.user.email }, headers });
          expect(await target.mailbox.linkFor(ann.user.email)).toMatch(own);
        }
        return `${target.origin}/confirm#…`;
      },
    );
  });

  describe('signed tokens', () => {
    attack(
      'secret used for another purpose',
      'link, code, service pass, refresh token, API token',
      'refused',
      async () => {
        const cookies = await ann.browserCookies();
        const [access = '', refresh = '', visit = ''] = ['access', 'refresh', 'visit'].map(
          (name) => new RegExp(`spawner_${name}=([^;]+)`).exec(cookies)?.[1],
        );
        expect(await me({ cookie: `spawner_access=${access}` })).toBe(200);
        const link = await tokenFor(ann.user.email);
        for (const wrong of [link, refresh, visit]) {
          expect([await bearer(wrong), await me({ cookie: `spawner_access=${wrong}` })]).toEqual([401, 401]);
        }
        const open = async (headers: Record<string, string>) => (await target.request('/ann-dev/', { headers })).status;
        expect(await open({ cookie: `spawner_visit=${visit}` })).toBe(200);
        for (const wrong of [link, refresh, access]) expect(await open({ cookie: `spawner_visit=${wrong}` })).toBe(401);
        for (const wrong of [link, refresh, visit]) expect(await open({ 'x-spawner-token': wrong })).toBe(401);
        const session = { cookie: `spawner_refresh=${access}` };
        expect((await target.request('/api/auth/session/refresh', { method: 'POST', headers: session })).status).toBe(
          401,
        );
        expect((await target.request('/api/auth/verify', { body: { token: refresh } })).status).not.toBe(200);
        const body = { name: 'reader', scopes: ['containers:read'], expires_in_days: 1 };
        const { token } = JSON.parse((await ann.request('/api/user/tokens', { body })).text) as { token: string };
        const headers = { authorization: `Bearer ${token}` };
        expect((await target.request('/api/user/containers', { headers })).status).toBe(200);
        expect(await me(headers)).toBe(403);
        expect((await target.request('/api/container/launch/dev', { method: 'POST', headers })).status).toBe(403);
        expect(await open({ 'x-spawner-token': token })).toBe(401);
        return 'answered 401, 403';
      },
    );

    attack('token with one changed bit', 'every letter of JWT and service pass', '401', async () => {
      const cookies = await ann.browserCookies();
      const visit = /spawner_visit=([^;]+)/.exec(cookies)?.[1] ?? '';
      let tried = 0;
      for (let at = 0; at < ann.token.length; at += 1) {
        const { status } = await target.request('/ann-dev/', {
          headers: { 'x-spawner-token': flipped(ann.token, at) },
        });
        expect(status).toBe(401);
        if (at % 10 === 0) expect(await bearer(flipped(ann.token, at))).toBe(401);
        tried += 1;
      }
      for (let at = 0; at < visit.length; at += 1) {
        const headers = { cookie: `spawner_visit=${flipped(visit, at)}` };
        expect((await target.request('/ann-dev/', { headers })).status).toBe(401);
        tried += 1;
      }
      return `${tried} changes, each answered 401`;
    });

    const rsa = generateKeyPairSync('rsa', { modulusLength: 2048 });
    const pem = String(rsa.publicKey.export({ type: 'spki', format: 'pem' }));
    const hmac =
      (key: string, hash = 'sha256') =>
      (content: string) =>
        createHmac(hash, key).update(content).digest('base64url');
    const unsigned = () => '';
    type Trick = readonly [header: object, claims: object, sign: (content: string) => string];
    const tricks: Record<string, Trick> = {
      'alg none': [{ alg: 'none' }, {}, unsigned],
      'alg None, without a signature': [{ alg: 'None', typ: 'JWT' }, {}, unsigned],
      'HS256 with an empty key': [{ alg: 'HS256' }, {}, hmac('')],
      'HS256 with a public key': [{ alg: 'HS256' }, {}, hmac(pem)],
      'RS256 with the attacker’s key': [
        { alg: 'RS256', jwk: rsa.publicKey.export({ format: 'jwk' }) },
        {},
        (content) => createSign('RSA-SHA256').update(content).sign(rsa.privateKey, 'base64url'),
      ],
      'kid that names a file': [{ alg: 'HS256', kid: '../../../../dev/null' }, {}, hmac('')],
      'jku that names a server': [{ alg: 'HS256', jku: 'http://evil.test/keys' }, {}, hmac('evil')],
      'right key, another algorithm': [{ alg: 'HS512' }, {}, hmac(SECRET, 'sha512')],
      'right key, another audience': [{ alg: 'HS256' }, { aud: 'elsewhere' }, hmac(SECRET)],
      'right key, no audience': [{ alg: 'HS256' }, { aud: undefined }, hmac(SECRET)],
      'right key, another issuer': [{ alg: 'HS256' }, { iss: 'elsewhere' }, hmac(SECRET)],
      'right key, expired': [{ alg: 'HS256' }, { exp: 1 }, hmac(SECRET)],
      'right key, not yet valid': [{ alg: 'HS256' }, { nbf: 9_999_999_999 }, hmac(SECRET)],
    };
    for (const [trick, [header, claims, sign]] of Object.entries(tricks)) {
      attack('forged JWT', trick, '401 from API and gateway', async () => {
        const rightful = forged(ann.token, { alg: 'HS256', typ: 'JWT' }, {}, hmac(SECRET));
        expect(await bearer(rightful)).toBe(200);
        const token = forged(ann.token, header, claims, sign);
        expect(await bearer(token)).toBe(401);
        expect((await target.request('/ann-dev/', { headers: { 'x-spawner-token': token } })).status).toBe(401);
        return 'answered 401';
      });
    }
  });

  describe('blocked account', () => {
    attack('every credential of a blocked account', 'Bearer, cookie, API token, refresh, link', 'refused', async () => {
      const eve = await target.newcomer('eve');
      await eve.hasLaunched('dev');
      const cookie = await eve.browserCookies();
      const body = { name: 'hers', scopes: ['containers:read'], expires_in_days: 1 };
      const { token } = JSON.parse((await eve.request('/api/user/tokens', { body })).text) as { token: string };
      const mailed = await tokenFor(eve.user.email);
      await target.query('UPDATE users SET blocked = true WHERE id = $1', [eve.user.id]);
      await until('the block has reached the API', 10, async () => (await eve.request('/api/user/me')).status === 401);
      await until('the browser session is refused', 10, async () => (await me({ cookie })) === 401);
      expect((await target.request('/eve-dev/', { headers: { cookie } })).status).toBe(401);
      expect((await eve.open('/eve-dev/')).status).toBe(401);
      expect(await bearer(token)).toBe(401);
      const refresh = await target.request('/api/auth/session/refresh', { method: 'POST', headers: { cookie } });
      expect(refresh.status).toBe(403);
      expect((await confirm(mailed)).status).toBe(403);
      return 'answered 401, refresh and link 403';
    });
  });

  describe('the mail field', () => {
    for (const email of [
      'ann@example.com\r\nBcc: eve@example.com',
      'ann@example.com\nSubject: x\n\nbody',
      'ann@example.com, eve@example.com',
      'Ann <ann@example.com>',
      'ann@example.com\u2028Bcc: eve@example.com',
      { $ne: null },
      ['ann@example.com', 'eve@example.com'],
      { toString: 'ann@example.com' },
      'ann`)||PathPrefix(`/@example.com',
      '"ann`) || Host(`evil"@example.com',
      'ann@example.com\u0000.evil.test',
    ]) {
      attack('malformed mail field', JSON.stringify(email), '400, no mail', async () => {
        for (const endpoint of ['signup', 'login']) {
          expect((await target.request(`/api/auth/${endpoint}`, { body: { email } })).status).toBe(400);
        }
        await linkFor(ann.user.email);
        expect(target.mailbox.unread).toEqual([]);
        return 'answered 400';
      });
    }

    attack('mail address similar to ann’s', 'dots, plus, case, other alphabets', 'never ann’s account', async () => {
      const outcomes = new Set<string>();
      for (const email of [
        'a.n.n@example.com',
        'ann+x@example.com',
        'ann-@example.com',
        '\u0430nn@example.com',
        'ann\u200b@example.com',
        'a\u006en\u0303n@example.com',
        '\uff41nn@example.com',
        'ann@ex\u0430mple.com',
        'ann@\u24d4xample.com',
        'ann@example.com.evil.test',
      ]) {
        const { status } = await target.request('/api/auth/signup', { body: { email } });
        if (status === 400) {
          outcomes.add('refused');
          continue;
        }
        const token = new URL(await target.mailbox.linkFor(email)).hash.slice(1);
        const { text } = await target.request('/api/auth/verify', { body: { token } });
        const { user, access_token: access } = JSON.parse(text) as { user: Person['user']; access_token: string };
        expect(user.id).not.toBe(ann.user.id);
        expect(user.slug).toMatch(/^[a-z0-9-]{1,30}$/);
        expect(user.slug).not.toBe('ann');
        expect((await target.request('/ann-dev/', { headers: { 'x-spawner-token': access } })).status).toBe(403);
        outcomes.add('another account');
      }
      await target.request('/api/auth/login', { body: { email: 'ANN@Example.COM' } });
      const token = new URL(await target.mailbox.linkFor('ann@example.com')).hash.slice(1);
      expect((await confirm(token)).text).toContain('ann@example.com');
      return [...outcomes].join(', ');
    });

    attack('account enumeration', 'known, unknown and blocked, login and signup', 'identical answers', async () => {
      const answers = [];
      const known = await target.newcomer('known');
      for (const email of [known.user.email, 'eve@example.com', 'nobody@example.com', 'nobody2@example.com']) {
        for (const endpoint of ['login', 'signup']) {
          const { status, text, headers } = await target.request(`/api/auth/${endpoint}`, { body: { email } });
          const cookies = headers['set-cookie']?.map((cookie) => cookie.replace(/=[^;]+/, '=…'));
          // The id of a mail is random in every answer.
          const shown = text.replace(/"mail_id":"[\w-]{36}"/, '"mail_id":"…"');
          answers.push(
            JSON.stringify([status, shown, Object.keys(headers).sort(), cookies, headers['content-length']]),
          );
        }
      }
      expect(new Set(answers).size).toBe(1);
      return `one answer: ${answers[0]?.slice(1, 40)}…`;
    });
  });

  describe('requests from the page of another site', () => {
    for (const [how, headers] of Object.entries({
      'Origin of another site': { origin: 'http://evil.test' },
      'Origin null': { origin: 'null' },
      'Sec-Fetch-Site: cross-site': { 'sec-fetch-site': 'cross-site' },
      'Sec-Fetch-Site: same-site': { 'sec-fetch-site': 'same-site' },
    })) {
      attack('login, logout and launch by another site', how, '403', async () => {
        const cookie = await ann.browserCookies();
        const token = await tokenFor(mallory.user.email);
        for (const path of ['/api/auth/session', '/api/auth/logout', '/api/container/launch/bait', '/api/auth/login']) {
          const body = { token, confirmed: true, email: mallory.user.email };
          expect((await target.request(path, { body, headers: { ...headers, cookie } })).status).toBe(403);
        }
        expect(await me({ cookie })).toBe(200);
        expect((await ann.card('bait')).status).toBe('not_created');
        return 'answered 403';
      });
    }

    for (const type of ['text/plain', 'application/x-www-form-urlencoded', 'multipart/form-data; boundary=x']) {
      attack('login with a body that a form can send', type, 'no login', async () => {
        const token = await tokenFor(mallory.user.email);
        const body = JSON.stringify({ token, confirmed: true });
        const { status, headers } = await target.request('/api/auth/session', {
          body,
          headers: { 'content-type': type },
        });
        expect(status).toBeGreaterThanOrEqual(400);
        expect(headers['set-cookie']).toBeUndefined();
        return `answered ${status}`;
      });
    }
  });

  describeWith(['chromium'], 'in a browser', () => {
    attack(
      'redirect to another site after the login',
      `next= ${PLACES_OUTSIDE.length} addresses`,
      'stays on the dashboard’s origin',
      async () => {
        const browser = await openBrowser();
        try {
          for (const next of PLACES_OUTSIDE) {
            const page = await (await newVisitor(browser)).newPage();
            await page.goto(`${target.origin}/login?next=${encodeURIComponent(next)}`);
            await page.getByLabel('Mailadresse').fill(ann.user.email);
            await page.getByRole('button', { name: 'Magic Link senden' }).click();
            await page.goto(await target.mailbox.linkFor(ann.user.email));
            await page.getByRole('button', { name: 'Jetzt anmelden' }).click();
            await page.waitForURL((url) => url.pathname !== '/confirm');
            await page.waitForLoadState('networkidle');
            expect(new URL(page.url()).origin).toBe(target.origin);
            expect(await page.title()).not.toBe('taken');
            await page.context().close();
          }
        } finally {
          await browser.close();
        }
        return 'on the dashboard’s origin';
      },
    );
  });
});

/** Flips the lowest bit of one base64url letter; another character becomes `x`. */
function flipped(text: string, at: number): string {
  const letters = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_';
  const place = letters.indexOf(text[at] ?? '');
  return text.slice(0, at) + (place < 0 ? 'x' : letters.charAt(place ^ 1)) + text.slice(at + 1);
}

/** A token with the same claims except those given, under another header and signature. */
function forged(token: string, header: object, claims: object, sign: (content: string) => string): string {
  const own = JSON.parse(Buffer.from(token.split('.')[1] ?? '', 'base64url').toString()) as object;
  const encoded = [header, { ...own, ...claims }].map((part) =>
    Buffer.from(JSON.stringify(part)).toString('base64url'),
  );
  const content = encoded.join('.');
  return `${content}.${sign(content)}`;
}
