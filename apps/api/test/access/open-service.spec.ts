import { randomBytes } from 'node:crypto';
import { once } from 'node:events';
import net from 'node:net';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { RevokedSessions } from '../../src/auth/sessions/revoked-sessions.js';
import { createTestApp, type TestApp } from '../create-app.js';
import { leaveMails } from '../leave-mails.js';
import { type Person, type Product, startProduct } from '../product.js';
import { createTestDatabase, type TestDatabase } from '../test-database.js';
import { type LoggedIn, logIn } from './log-in.js';

/** Sends its request headers; on /events the response then stays open. */
const echo = `
import { createServer } from 'node:http';
createServer((request, response) => {
  response.writeHead(200, { 'content-type': 'text/event-stream' });
  response.write('data: ' + JSON.stringify(request.headers) + '\\n\\n');
  if (request.url !== '/events') response.end();
}).listen(Number(process.env.PORT), process.env.HOST);
`;

describe('opening a private service', () => {
  let database: TestDatabase;
  let product: Product;
  /** Another process of the same installation, for logouts. */
  let other: TestApp;
  let ann: Person;
  let browser: LoggedIn;

  const page = (cookie: string, path = '/ann-talker/') => fetch(`${product.url}${path}`, { headers: { cookie } });

  beforeAll(async () => {
    const environment = { JWT_SECRET_KEY: randomBytes(32).toString('hex'), MAGIC_LINK_RATE_LIMIT: '10' };
    database = await createTestDatabase();
    product = await startProduct({ services: { talker: echo }, database, environment });
    other = await createTestApp({ database, environment });
    leaveMails(other.app);
    ann = await product.register('ann@example.com');
    await ann.launch('talker');
    browser = await logIn(product.url, 'ann@example.com');
  });
  afterAll(async () => {
    await product.close();
    await other.close();
    await database.drop();
  });

  it('cookie of a login: service opens; without it: 401', async () => {
    const cookie = browser.setCookies.find((each) => each.startsWith('spawner_visit='));
    expect(cookie).toMatch(/^spawner_visit=[\w.-]+; Max-Age=\d+; Path=\/; HttpOnly; SameSite=Lax$/);
    expect((await page(browser.cookieHeader)).status).toBe(200);
    expect((await page('')).status).toBe(401);
  });

  it('cookies and token of the platform: do not reach the container', async () => {
    const answer = await fetch(`${product.url}/ann-talker/`, {
      headers: { cookie: `${browser.cookieHeader}; theirs=1`, 'x-spawner-token': ann.token },
    });
    const text = await answer.text();
    expect(text).toContain('theirs=1');
    expect(text).not.toMatch(/spawner/i);
  });

  it('another user: 403', async () => {
    const bob = await product.register('bob@example.com');
    expect((await bob.open('/ann-talker/')).status).toBe(403);
  });

  it('logout in another process: open response is cut, next request gets 401', async () => {
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
    expect((await ann.open('/ann-talker/')).status).toBe(200);
  });

  describe('session that ends while the notification is lost', () => {
    const channels = `FROM pg_stat_activity WHERE application_name = 'spawner-channel' AND datname = current_database()`;
    let sessionId: string;
    let revoked: Promise<string>;

    beforeEach(async () => {
      ({ sessionId } = await logIn(product.url, 'ann@example.com'));
      revoked = new Promise((resolve) => {
        product.spawner.app.get(RevokedSessions).onRevoked(resolve);
      });
      await product.rows(`UPDATE session SET revoked_at = now() WHERE id = '${sessionId}'`);
    });

    it('channel connects again: process knows that the session has ended', async () => {
      await product.rows(`SELECT pg_terminate_backend(pid) ${channels}`);
      expect(await revoked).toBe(sessionId);
    });

    it('query on the new channel fails: repeated until it succeeds', async () => {
      await product.rows('ALTER TABLE session RENAME TO elsewhere');
      await product.rows(`SELECT pg_terminate_backend(pid) ${channels}`);
      const seen = new Set<number>();
      // Two channels that were cut and two that replaced them are four; a fifth shows that a query has failed. Without it
      // the test's own deadline ends this loop.
      while (seen.size < 5) {
        for (const { pid } of await product.rows<{ pid: number }>(`SELECT pid ${channels}`)) seen.add(pid);
      }
      await product.rows('ALTER TABLE elsewhere RENAME TO session');
      expect(await revoked).toBe(sessionId);
    });
  });
});
