import { expect } from '@jest/globals';
import { openStream, upgrade } from '@spawner/kit/http';
import { attack } from '../support/attack.js';
import { onBothGateways } from '../support/gateways.js';
import { inside, seenBy } from '../support/hostile-service.js';
import { networkOf } from '../support/network.js';

/** Headers that can give a visitor another identity in an application, or a request another path in a gateway. */
const FORGED = {
  'X-Forwarded-For': '6.6.6.6',
  'X-Forwarded-Host': 'evil.test',
  'X-Forwarded-Proto': 'gopher',
  'X-Forwarded-Port': '666',
  'X-Forwarded-Prefix': '/evil',
  'X-Forwarded-Uri': '/mallory-dev/',
  'X-Forwarded-Method': 'EVIL',
  'X-Forwarded-User': 'evil',
  'X-Real-Ip': '6.6.6.6',
  X_Forwarded_For: '6.6.6.6',
  X_Forwarded_Host: 'evil.test',
  'X.Forwarded.For': '6.6.6.6',
  'X-Forwarded_For': '6.6.6.6',
  'X_Forwarded-For': '6.6.6.6',
  'X-Real_Ip': '6.6.6.6',
  Forwarded: 'for=6.6.6.6;host=evil.test',
  'X-Forwarded-Email': 'evil@evil.test',
  'X-Forwarded-Fo': 'evil',
  'X-Forwarded-Forx': 'evil',
  'X-Forwarded-Proto2': 'evil',
  X_Real_Ip: '6.6.6.6',
  'X-Spawner-Probe': 'evil',
  X_Spawner_Token: 'evil',
  'X.Spawner.User': 'evil',
} as const;

onBothGateways('Headers', (gateway, kind) => {
  let annsCookies = '';

  attack(
    'forged headers sent to the attacker’s container',
    Object.keys(FORGED).join(', '),
    'container gets none of the values',
    async () => {
      const { mallory } = gateway();
      expect((await mallory.open('/mallory-dev/forged', { headers: FORGED })).status).toBe(200);
      const headers = (await seenBy(mallory, 'dev')).findLast(({ url }) => url === '/forged')?.headers;
      expect(headers).toBeDefined();
      expect(JSON.stringify(headers)).not.toMatch(/6\.6\.6\.6|evil|gopher|666|EVIL/);
      const names = Object.keys(headers ?? {}).filter((name) => /forwarded|real.ip|spawner/i.test(name));
      return `gets ${names.join(', ')}, none of them forged`;
    },
  );

  for (const forged of [
    { 'x-forwarded-uri': '/mallory-dev/' },
    { 'x-forwarded-host': 'mallory.test', 'x-forwarded-prefix': '/mallory-dev' },
    { x_forwarded_uri: '/mallory-dev/' },
    { 'x-original-url': '/mallory-dev/', 'x-rewrite-url': '/mallory-dev/' },
    { 'x-http-method-override': 'OPTIONS', 'access-control-request-method': 'GET', origin: 'http://evil.test' },
    { connection: 'x-spawner-token, cookie, host' },
    { 'user-agent': 'Spawner-Probe', 'x-spawner-probe': '1' },
    { 'x-spawner-sent': '1' },
    { 'x-forwarded-user': '1', 'x-user-id': '1', remote_user: 'ann' },
  ]) {
    attack(
      'headers that claim access to another person’s service',
      JSON.stringify(forged),
      '401 or 403, container gets no request',
      async () => {
        const { mallory, usesOfAnn } = gateway();
        const before = await usesOfAnn();
        const { status, text } = await mallory.open('/ann-dev/secret', { headers: forged });
        expect(text).not.toContain('"service":"ann-');
        expect([401, 403]).toContain(status);
        expect(await usesOfAnn()).toBe(before);
        return `answered ${status}`;
      },
    );
  }

  attack('platform secrets in the attacker’s container', 'its requests and environment', 'none', async () => {
    const { mallory } = gateway();
    const cookies = await mallory.browserCookies();
    expect(cookies).toContain('spawner_visit=');
    const disguised = cookies.replace('spawner_visit=', 'SPAWNER_visit=');
    for (const cookie of [cookies, `theirs=1; ${cookies}`, `${cookies};${disguised}; =${cookies}`]) {
      const { status } = await mallory.open('/mallory-dev/with-cookies', { headers: { cookie } });
      expect(status).toBe(200);
    }
    const socket = await upgrade(gateway().target.port, '/mallory-dev/with-cookies', {
      host: gateway().target.host,
      cookie: `theirs=1; ${cookies}`,
    });
    expect(socket.status).toBe(101);
    socket.line?.destroy();
    const requests = (await seenBy(mallory, 'dev')).filter(({ url }) => url === '/with-cookies');
    expect(requests.length).toBe(4);
    const values = cookies.split('; ').map((cookie) => cookie.slice(cookie.indexOf('=') + 1));
    const content = JSON.stringify([requests, await inside(mallory, 'dev', '/environment')]);
    for (const secret of [mallory.token, ...values]) expect(content).not.toContain(secret);
    expect(content).not.toMatch(/spawner_(visit|access|refresh)|JWT_|DATABASE_URL|SMTP_|postgres:/i);
    expect(content).toContain('theirs=1');
    return 'only its own cookie';
  });

  attack('response headers for the whole host', 'nine, sent by the container', 'none reaches the browser', async () => {
    const { headers } = await gateway().mallory.open('/mallory-dev/');
    const refused = ['clear-site-data', 'service-worker-allowed', 'strict-transport-security', 'report-to', 'nel'];
    const sharing = ['access-control-allow-origin', 'access-control-allow-credentials', 'access-control-allow-headers'];
    const arrived = [...refused, ...sharing, 'alt-svc'].filter((name) => name in headers);
    expect(arrived).toEqual([]);
    expect(headers['set-cookie']).toContain('theirs=1; Path=/');
    return 'none; only the application’s own cookie';
  });

  // Traefik filters headers by name only, see docs/security.md; hostile-pages.spec.ts tests the consequences.
  if (kind === 'built-in') {
    attack(
      'platform cookie names in a response',
      'six spellings',
      'only the application’s own cookie arrives',
      async () => {
        const { headers } = await gateway().mallory.open('/mallory-dev/');
        expect(headers['set-cookie']).toEqual(['theirs=1; Path=/']);
        return String(headers['set-cookie']);
      },
    );

    attack('stream and WebSocket after a logout', 'still open', 'both closed', async () => {
      const { target, ann } = gateway();
      const headers = { host: target.host, cookie: await ann.browserCookies() };
      const stream = await openStream(target.port, '/ann-dev/stream', { headers });
      const socket = await upgrade(target.port, '/ann-dev/socket', headers);
      expect([stream.status, socket.status]).toEqual([200, 101]);
      const cut = [stream.line, socket.line].map((line) => new Promise((gone) => line?.resume().once('close', gone)));
      await target.request('/api/auth/logout', { method: 'POST', headers });
      await Promise.all(cut);
      return 'both closed';
    });
  }

  for (const path of [
    '/api/gateway/visit/ANN/ann-dev/plain',
    '/api/gateway/visit/ANN/ann-dev/sandboxed',
    '/api/gateway/visit/MALLORY/ann-dev/plain',
    '/api/gateway/visit/ANN/ann-dev/plain?x',
    '/API/gateway/visit/ANN/ann-dev/plain',
    '/api/gateway/visit/',
    '/api/docs/../gateway/visit/ANN/ann-dev/plain',
    '/.spawner/enter?code=x&to=/ann-dev/',
    '/enter?to=http://evil.test/&state=x',
  ]) {
    attack('internal route called from outside', path, 'refused, no cookie, container gets no request', async () => {
      const { target, ann, mallory, usesOfAnn } = gateway();
      const before = await usesOfAnn();
      const called = path.replace('ANN', String(ann.user.id)).replace('MALLORY', String(mallory.user.id));
      const forwarded = {
        'x-forwarded-method': 'GET',
        'x-forwarded-uri': '/ann-dev/',
        'x-forwarded-host': target.host,
      };
      const { status, headers } = await mallory.open(called, { headers: forwarded });
      expect(status).toBeGreaterThanOrEqual(400);
      expect(headers['set-cookie']).toBeUndefined();
      expect(await usesOfAnn()).toBe(before);
      return `answered ${status}`;
    });
  }

  if (kind === 'Traefik') {
    attack('Traefik’s API', 'from outside and from inside a container', 'unreachable', async () => {
      const { target, mallory, traefikApi } = gateway();
      expect((await target.request('/api/rawdata')).status).toBe(404);
      const network = await networkOf(target.installation.network);
      for (const host of [network.gateway, '127.0.0.1', 'host.docker.internal']) {
        const { outcome } = await inside<{ outcome: string }>(mallory, 'dev', `/reach?place=${host}:${traefikApi}`);
        expect(outcome).not.toBe('open');
      }
      return 'answered 404; no connection from inside';
    });
  }

  for (const [who, headersOf] of Object.entries({
    'no session': () => ({}),
    'another person': () => ({ 'x-spawner-token': gateway().mallory.token }),
    'a forged cookie': () => ({
      cookie: `spawner_visit=1.${'0'.repeat(8)}-0000-0000-0000-000000000000.9999999999.all.x`,
    }),
    'the owner’s browser, from a page of another site': () => ({ cookie: annsCookies, origin: 'http://evil.test' }),
    'the owner’s browser, from a page of another service': () => ({
      cookie: annsCookies,
      origin: 'http://evil.test',
      'sec-fetch-site': 'same-site',
    }),
  })) {
    attack('WebSocket without access', who, '401 or 403, container gets no request', async () => {
      const { target, ann, usesOfAnn } = gateway();
      annsCookies ||= await ann.browserCookies();
      const before = await usesOfAnn();
      const { status } = await upgrade(target.port, '/ann-dev/socket', { host: target.host, ...headersOf() });
      expect([401, 403]).toContain(status);
      expect(await usesOfAnn()).toBe(before);
      return `answered ${status}`;
    });
  }

  attack('session used after a logout', 'page, WebSocket, API', '401, container gets no request', async () => {
    const { target, ann, mallory } = gateway();
    const cookie = await ann.browserCookies();
    const headers = { host: target.host, cookie };
    const page = async () => (await target.request('/ann-dev/', { headers })).status;
    expect(await page()).toBe(200);
    expect((await target.request('/api/auth/logout', { method: 'POST', headers })).status).toBe(200);
    expect((await target.request('/api/user/me', { headers })).status).toBe(401);
    const before = (await seenBy(ann, 'dev')).length;
    expect(await page()).toBe(401);
    expect((await upgrade(target.port, '/ann-dev/socket', headers)).status).toBe(401);
    expect((await seenBy(ann, 'dev')).length).toBe(before);
    expect((await mallory.open('/mallory-dev/')).status).toBe(200);
    return 'answered 401, container gets no request';
  });

  attack('token used after a logout', 'X-Spawner-Token and Bearer', '401, container gets no request', async () => {
    const { ann } = gateway();
    const other = await ann.logInAgain();
    expect((await other.open('/ann-dev/')).status).toBe(200);
    await other.request('/api/auth/logout', { method: 'POST' });
    const before = (await seenBy(ann, 'dev')).length;
    expect((await other.open('/ann-dev/')).status).toBe(401);
    expect((await other.request('/api/user/me')).status).toBe(401);
    expect((await seenBy(ann, 'dev')).length).toBe(before);
    return 'answered 401, container gets no request';
  });

  attack('other HTTP methods on a private service', 'HEAD, OPTIONS, TRACE, PROPFIND, DELETE', 'refused', async () => {
    const { mallory, usesOfAnn } = gateway();
    const before = await usesOfAnn();
    const statuses = [];
    for (const method of ['HEAD', 'OPTIONS', 'TRACE', 'PROPFIND', 'DELETE']) {
      const { status } = await mallory.open('/ann-dev/secret', { method });
      expect(status).toBeGreaterThanOrEqual(400);
      statuses.push(status);
    }
    expect(await usesOfAnn()).toBe(before);
    return `answered ${[...new Set(statuses)].join(', ')}`;
  });
});
