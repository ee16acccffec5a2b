import { randomBytes } from 'node:crypto';
import { once } from 'node:events';
import net from 'node:net';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { RevokedSessions } from '../../src/auth/sessions/revoked-sessions.js';
import { createTestApp, type TestApp } from '../create-app.js';
import { type Person, type Product, startProduct } from '../product.js';
import { createTestDatabase, type TestDatabase } from '../test-database.js';
import { type LoggedIn, logIn } from './log-in.js';

/** Says first what it was asked with, then nothing for as long as it is listened to. */
const talker = `
import { createServer } from 'node:http';
createServer((request, response) => {
  response.writeHead(200, { 'content-type': 'text/event-stream' });
  response.write('data: ' + JSON.stringify(request.headers) + '\\n\\n');
  if (request.url !== '/events') response.end();
}).listen(Number(process.env.PORT), process.env.HOST);
`;

describe('opening a service', () => {
  let database: TestDatabase;
  let product: Product;
  /** Another process of the same installation, as far as logging out goes. */
  let other: TestApp;
  let ann: Person;
  let browser: LoggedIn;

  const page = (cookie: string, path = '/ann-talker/') => fetch(`${product.url}${path}`, { headers: { cookie } });

  beforeAll(async () => {
    const environment = { JWT_SECRET_KEY: randomBytes(32).toString('hex'), MAGIC_LINK_RATE_LIMIT: '10' };
    database = await createTestDatabase();
    product = await startProduct({ services: { talker }, database, environment });
    other = await createTestApp({ database, environment });
    ann = await product.register('ann@example.com');
    await ann.launch('talker');
    browser = await logIn(product.url, 'ann@example.com');
  });
  afterAll(async () => {
    await product.close();
    await other.close();
    await database.drop();
  });

  it('takes the cookie that a browser gets when it logs in', async () => {
    const visit = browser.setCookies.find((cookie) => cookie.startsWith('spawner_visit='));
    expect(visit).toMatch(/^spawner_visit=[\w.-]+; Max-Age=\d+; Path=\/; HttpOnly; SameSite=Lax$/);
    expect((await page(browser.cookieHeader)).status).toBe(200);
    expect((await page('')).status).toBe(401);
  });

  it('shows the container nothing of what opened it', async () => {
    const answer = await fetch(`${product.url}/ann-talker/`, {
      headers: { cookie: `${browser.cookieHeader}; theirs=1`, 'x-spawner-token': ann.token },
    });
    const text = await answer.text();
    expect(text).toContain('theirs=1');
    expect(text).not.toMatch(/spawner/i);
  });

  it('is refused to another person', async () => {
    const bob = await product.register('bob@example.com');
    expect((await bob.visit('/ann-talker/')).status).toBe(403);
  });

  it('ends with the session, in every process and on what is open already', async () => {
    const { hostname, port } = new URL(product.url);
    const stream = net.connect(Number(port), hostname);
    stream.write(`GET /ann-talker/events HTTP/1.1\r\nHost: h\r\nCookie: ${browser.cookieHeader}\r\n\r\n`);
    await once(stream, 'data');
    const cut = once(stream.resume(), 'close');
    const logout = await other.post('/api/auth/logout', undefined, { cookie: browser.cookieHeader });
    expect([logout.statusCode, String(logout.headers['set-cookie'])]).toEqual([
      200,
      expect.stringMatching(/spawner_visit=;/),
    ]);
    await cut;
    expect((await page(browser.cookieHeader)).status).toBe(401);
    expect((await ann.visit('/ann-talker/')).status).toBe(200);
  });

  describe('while it cannot be told that a session has ended', () => {
    const channels = `FROM pg_stat_activity WHERE application_name = 'spawner-channel' AND datname = current_database()`;
    let sessionId: string;
    let told: Promise<string>;

    beforeEach(async () => {
      ({ sessionId } = await logIn(product.url, 'ann@example.com'));
      told = new Promise((resolve) => {
        product.spawner.app.get(RevokedSessions).onRevoked(resolve);
      });
      await product.rows(`UPDATE session SET revoked_at = now() WHERE id = '${sessionId}'`);
    });

    it('learns of it as soon as it can be told again', async () => {
      await product.rows(`SELECT pg_terminate_backend(pid) ${channels}`);
      expect(await told).toBe(sessionId);
    });

    it('looks until it was answered', async () => {
      await product.rows('ALTER TABLE session RENAME TO elsewhere');
      await product.rows(`SELECT pg_terminate_backend(pid) ${channels}`);
      const seen = new Set<number>();
      // What was cut and what replaced it are four; whoever has looked in vain makes a fifth. Ends with the test's own
      // deadline where nobody does.
      while (seen.size < 5) {
        for (const { pid } of await product.rows<{ pid: number }>(`SELECT pid ${channels}`)) seen.add(pid);
      }
      await product.rows('ALTER TABLE elsewhere RENAME TO session');
      expect(await told).toBe(sessionId);
    });
  });
});
