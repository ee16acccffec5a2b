import { randomBytes } from 'node:crypto';
import { once } from 'node:events';
import net, { type Socket } from 'node:net';
import { afterAll, afterEach, beforeAll, describe, expect, it } from '@jest/globals';
import { CreatedShareLink, type ShareLinksResponse } from '@spawner/contracts';
import { RevokedSessions } from '../../src/auth/sessions/revoked-sessions.js';
import { ShareLinks } from '../../src/shares/share-links.service.js';
import { createTestApp, type TestApp } from '../create-app.js';
import { navigation, program } from '../gateway/callers.js';
import { ask, type Asked } from '../gateway/sockets.js';
import { leaveMails } from '../leave-mails.js';
import { type Answer, type Person, type Product, startProduct } from '../product.js';
import { createTestDatabase, type TestDatabase } from '../test-database.js';

const HOST = 'ann-talker.apps.test';
const environment = {
  JWT_SECRET_KEY: randomBytes(32).toString('hex'),
  ROUTING: 'subdomain',
  PUBLIC_URL: 'http://spawner.test',
  APPS_DOMAIN: 'apps.test',
};

/** Sends its request's path and headers; on /events the response then stays open. */
const talker = `
import { createServer } from 'node:http';
createServer((request, response) => {
  response.writeHead(200, { 'content-type': 'text/event-stream' });
  response.write('data: ' + JSON.stringify([request.url, request.headers]) + '\\n\\n');
  if (request.url !== '/events') response.end();
}).listen(Number(process.env.PORT), process.env.HOST);
`;

/** An answer or a problem, depending on the HTTP status. */
type Outcome = CreatedShareLink & ShareLinksResponse & { readonly code: string };

describe('share links', () => {
  let database: TestDatabase;
  let product: Product;
  /** Another process of the same installation, for links that end there. */
  let other: TestApp;
  let ann: Person;
  let bob: Person;

  const act = async (person: Person, method: string, path: string, body?: unknown): Promise<Answer<Outcome>> => {
    const answer = await fetch(`${product.url}/api/container/${path}`, {
      method,
      headers: {
        authorization: `Bearer ${person.token}`,
        ...(body !== undefined && { 'content-type': 'application/json' }),
      },
      ...(body !== undefined && { body: JSON.stringify(body) }),
    });
    return { status: answer.status, body: (await answer.json()) as Outcome };
  };
  const share = async (options: object = {}): Promise<CreatedShareLink> => {
    const { status, body } = await act(ann, 'POST', 'share/talker', options);
    expect(status).toBe(201);
    return CreatedShareLink.parse(body);
  };
  const end = (id: string) => act(ann, 'DELETE', `share/talker/${id}`);
  const listed = async () => (await act(ann, 'GET', 'share/talker')).body.links;
  const secretOf = ({ url }: CreatedShareLink) => url.slice(url.indexOf('#') + 1);

  const at = (path: string, headers: Record<string, string>, method = 'GET'): Promise<Asked> =>
    ask({ port: Number(new URL(product.url).port), path, headers: { host: HOST, ...headers }, method });
  const show = (secret: string) => at('/.spawner/share', { ...program, 'x-spawner-share': secret }, 'POST');
  /** The cookie of a guest who opens the link. */
  const cookieBy = async (link: CreatedShareLink): Promise<string> => {
    const answer = await show(secretOf(link));
    expect(answer.status).toBe(303);
    return String(answer.headers['set-cookie']).split(';')[0] ?? '';
  };
  const open = async (cookie: string) => (await at('/', { ...program, cookie })).status;
  /** Resolves when the process knows that this link has ended. */
  const endOf = (id: string, revoked: RevokedSessions): Promise<void> =>
    new Promise((resolve) => {
      if (revoked.has(id)) resolve();
      revoked.onRevoked((revokedId) => {
        if (revokedId === id) resolve();
      });
    });
  const here = () => product.spawner.app.get(RevokedSessions);

  beforeAll(async () => {
    database = await createTestDatabase();
    product = await startProduct({
      services: { talker, other: talker, poster: talker },
      open: ['poster'],
      database,
      environment,
    });
    other = await createTestApp({ database, environment });
    leaveMails(other.app);
    ann = await product.register('ann@example.com');
    bob = await product.register('bob@example.com');
    await ann.launch('talker');
  });
  afterEach(async () => {
    await product.rows('DELETE FROM share_link');
  });
  afterAll(async () => {
    await product.close();
    await other.close();
    await database.drop();
  });

  it('new link: address is shown once, with its end; only a hash is stored', async () => {
    const before = Date.now();
    const link = await share({ label: ' Für die Klasse ' });
    expect(link.url).toMatch(/^http:\/\/ann-talker\.apps\.test\/\.spawner\/share#[\w-]{43}$/);
    expect(link.details).toMatchObject({ label: 'Für die Klasse', last_used_at: null });
    const hours = (Date.parse(link.details.expires_at) - before) / 3_600_000;
    expect(hours).toBeGreaterThanOrEqual(24);
    expect(hours).toBeLessThan(24.1);
    expect(await listed()).toEqual([link.details]);
    expect(JSON.stringify(await product.rows('SELECT * FROM share_link'))).not.toContain(secretOf(link));
    expect(JSON.stringify(await product.rows('SELECT * FROM audit_event'))).not.toContain(secretOf(link));
  });

  it('cookie of a link: opens the service, but no API, dashboard or other service', async () => {
    const cookie = await cookieBy(await share());
    const page = await at('/a', { ...navigation, cookie: `${cookie}; theirs=1`, 'x-spawner-share': 'x' });
    expect([page.status, page.body]).toEqual([200, expect.stringContaining('theirs=1')]);
    expect(page.body).not.toMatch(/spawner_|x-spawner/i);
    const pass = cookie.slice(cookie.indexOf('=') + 1);
    const names = ['spawner_guest', 'spawner_visit', 'spawner_access', '__Host-spawner_access', 'spawner_refresh'];
    const everywhere = names.map((name) => `${name}=${pass}`).join('; ');
    for (const headers of [{ cookie: everywhere }, { authorization: `Bearer ${pass}` }, { 'x-spawner-token': pass }]) {
      expect((await at('/api/user/me', { ...headers, host: 'spawner.test' })).status).toBe(401);
      expect((await at('/api/user/containers', { ...headers, host: 'spawner.test' })).status).toBe(401);
      expect((await at('/', { ...program, ...headers, host: 'ann-other.apps.test' })).status).toBe(404);
    }
    await ann.launch('other');
    expect((await at('/', { ...program, cookie: everywhere, host: 'ann-other.apps.test' })).status).toBe(401);
    const refresh = await at('/api/auth/session/refresh', { cookie: everywhere, host: 'spawner.test' }, 'POST');
    expect(refresh.status).toBe(401);
  });

  it('another user: cannot create, list or end the owner’s links', async () => {
    const { details } = await share();
    expect((await act(bob, 'GET', 'share/talker')).body.links).toEqual([]);
    expect((await act(bob, 'DELETE', `share/talker/${details.id}`)).status).toBe(404);
    expect((await act(ann, 'DELETE', `share/other/${details.id}`)).status).toBe(404);
    const none = await act(bob, 'POST', 'share/talker', {});
    expect([none.status, none.body.code]).toEqual([404, 'no_container']);
    expect((await act(ann, 'POST', 'share/nothing', {})).body.code).toBe('unknown_type');
    expect((await listed()).length).toBe(1);
  });

  it('owner ends a link: its open responses are cut, in every process its cookie gets 410', async () => {
    const [link, kept] = [await share(), await share()];
    const [cookie, others] = [await cookieBy(link), await cookieBy(kept)];
    const line = async (): Promise<Socket> => {
      const stream = net.connect(Number(new URL(product.url).port), '127.0.0.1');
      stream.write(`GET /events HTTP/1.1\r\nHost: ${HOST}\r\nCookie: ${cookie}\r\n\r\n`);
      await once(stream, 'data');
      return stream;
    };
    const stream = await line();
    const cut = once(stream.resume(), 'close');
    const ended = endOf(link.details.id, other.app.get(RevokedSessions));
    expect((await end(link.details.id)).status).toBe(200);
    await cut;
    expect([await open(cookie), await open(others)]).toEqual([410, 200]);
    const again = await show(secretOf(link));
    expect([again.status, again.body]).toEqual([410, expect.stringContaining('share_ended')]);
    expect((await end(link.details.id)).status).toBe(404);
    expect((await listed()).map(({ id }) => id)).toEqual([kept.details.id]);
    // Also in the other process, and in one that starts afterwards.
    await ended;
    const later = await createTestApp({ database, environment });
    expect(later.app.get(RevokedSessions).has(link.details.id)).toBe(true);
    expect(later.app.get(RevokedSessions).has(kept.details.id)).toBe(false);
    await later.close();
  });

  it('link ended or deleted by another process: 410', async () => {
    for (const how of ['UPDATE share_link SET ended_at = now()', 'DELETE FROM share_link']) {
      const link = await share();
      const cookie = await cookieBy(link);
      const ended = endOf(link.details.id, here());
      await product.rows(how);
      await ended;
      expect(await open(cookie)).toBe(410);
    }
  });

  it('link that expires: 410, and deleted an hour later', async () => {
    const link = await share({ expires_in_hours: 1 });
    const cookie = await cookieBy(link);
    const seconds = Number(/\.(\d+)\.ann-talker\./.exec(cookie)?.[1]);
    expect(seconds).toBeLessThanOrEqual(Date.parse(link.details.expires_at) / 1000);
    await product.rows(`UPDATE share_link SET expires_at = now() - interval '1 second'`);
    expect((await show(secretOf(link))).status).toBe(410);
    expect(await listed()).toEqual([]);
    const ended = endOf(link.details.id, here());
    await product.spawner.app.get(ShareLinks).sweep();
    await ended;
    expect(await open(cookie)).toBe(410);
    expect(await product.rows('SELECT FROM share_link')).toHaveLength(1);
    await product.rows(`UPDATE share_link SET expires_at = now() - interval '2 hours'`);
    await product.spawner.app.get(ShareLinks).sweep();
    expect(await product.rows('SELECT FROM share_link')).toEqual([]);
  });

  it('container recreated: link still opens; container removed: 410, also after the next launch', async () => {
    const link = await share();
    const cookie = await cookieBy(link);
    expect((await act(ann, 'POST', 'recreate/talker')).status).toBe(200);
    expect(await open(cookie)).toBe(200);
    const ended = endOf(link.details.id, here());
    expect((await act(ann, 'DELETE', 'talker')).status).toBe(200);
    await ended;
    expect((await act(ann, 'POST', 'share/talker', {})).body.code).toBe('no_container');
    await ann.launch('talker');
    expect(await open(cookie)).toBe(410);
    expect((await show(secretOf(link))).status).toBe(410);
  });

  it('day of the last use: written once a day', async () => {
    const link = await share();
    await cookieBy(link);
    const [used] = await listed();
    expect(used?.last_used_at).not.toBeNull();
    await cookieBy(link);
    expect(await listed()).toEqual([used]);
    await product.rows(`UPDATE share_link SET last_used_at = now() - interval '1 day'`);
    await cookieBy(link);
    expect((await listed())[0]?.last_used_at?.slice(0, 10)).toBe(new Date().toISOString().slice(0, 10));
  });

  it('24 requests at once: twenty links, the rest too_many_shares', async () => {
    const answers = await Promise.all(Array.from({ length: 24 }, () => act(ann, 'POST', 'share/talker', {})));
    const made = answers.filter(({ status }) => status === 201);
    expect(made).toHaveLength(20);
    expect(new Set(answers.filter(({ status }) => status !== 201).map(({ body }) => body.code))).toEqual(
      new Set(['too_many_shares']),
    );
    await end(made[0]?.body.details.id ?? '');
    await share();
  });

  it.each([
    [{ expires_in_hours: 0 }],
    [{ expires_in_hours: 721 }],
    [{ expires_in_hours: 1.5 }],
    [{ label: '' }],
    [{ label: 'x'.repeat(61) }],
    [{ label: 'a\u0000b' }],
    [{ type: 'dev' }],
  ])('invalid %j: 400', async (options) => {
    expect((await act(ann, 'POST', 'share/talker', options)).status).toBe(400);
    expect(await listed()).toEqual([]);
  });

  it('create and end: in the audit trail', async () => {
    await product.rows('DELETE FROM audit_event');
    const { details } = await share({ expires_in_hours: 720 });
    await end(details.id);
    expect(await product.rows('SELECT action, subject, actor_id, facts FROM audit_event ORDER BY id')).toEqual([
      { action: 'share_created', subject: details.id, actor_id: ann.user.id, facts: { type: 'talker', hours: 720 } },
      { action: 'share_ended', subject: details.id, actor_id: ann.user.id, facts: {} },
    ]);
  });

  it('card: says whether links are possible', async () => {
    expect((await ann.list()).map(({ type, sharing }) => [type, sharing])).toEqual([
      ['dev', 'possible'],
      ['talker', 'possible'],
      ['other', 'possible'],
      ['poster', 'unneeded'],
    ]);
  });

  it('owner blocked: 410; another user blocked: link still opens', async () => {
    const link = await share();
    const cookie = await cookieBy(link);
    const ended = endOf(link.details.id, here());
    const cathy = await product.register('cathy@example.com');
    await product.rows(`UPDATE users SET blocked = TRUE WHERE id = ${String(cathy.user.id)}`);
    expect(await open(cookie)).toBe(200);
    await product.rows(`UPDATE users SET blocked = TRUE WHERE email = 'ann@example.com'`);
    await ended;
    expect(await open(cookie)).toBe(410);
  });
});

describe.each(['path', 'host'])('ROUTING=%s', (routing) => {
  let product: Product;

  beforeAll(async () => {
    product = await startProduct({ services: { talker }, environment: { ROUTING: routing } });
  });
  afterAll(async () => {
    await product.close();
  });

  it('share links: refused with own_origin_needed, and the card says so', async () => {
    const ann = await product.register('ann@example.com');
    await ann.launch('talker');
    const headers = { authorization: `Bearer ${ann.token}`, 'content-type': 'application/json' };
    for (const [method, path, body] of [
      ['GET', 'talker'],
      ['POST', 'talker', '{}'],
      ['DELETE', 'talker/11111111-1111-4111-8111-111111111111'],
    ] as const) {
      const init = { method, headers: method === 'POST' ? headers : { authorization: headers.authorization } };
      const answer = await fetch(`${product.url}/api/container/share/${path}`, { ...init, ...(body && { body }) });
      expect([answer.status, await answer.json()]).toEqual([
        403,
        expect.objectContaining({ code: 'own_origin_needed' }),
      ]);
    }
    expect(await product.rows('SELECT FROM share_link')).toEqual([]);
    expect((await ann.list()).map(({ sharing }) => sharing)).toEqual(['own_origin_needed', 'own_origin_needed']);
  });
});
