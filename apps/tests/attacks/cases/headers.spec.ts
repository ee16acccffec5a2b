import { expect } from '@jest/globals';
import { openStream, upgrade } from '@spawner/kit/http';
import { attack } from '../support/attack.js';
import { onBothGateways } from '../support/gateways.js';
import { inside, seenBy } from '../support/hostile-service.js';
import { networkOf } from '../support/network.js';

/** By which an application may take a visitor for somebody else, and by which a gateway may take the path for another. */
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
    'forged headers on the way to one’s own container',
    Object.keys(FORGED).join(', '),
    'it sees none of the values',
    async () => {
      const { mallory } = gateway();
      expect((await mallory.visit('/mallory-dev/forged', { headers: FORGED })).status).toBe(200);
      const headers = (await seenBy(mallory, 'dev')).findLast(({ url }) => url === '/forged')?.headers;
      expect(headers).toBeDefined();
      expect(JSON.stringify(headers)).not.toMatch(/6\.6\.6\.6|evil|gopher|666|EVIL/);
      const names = Object.keys(headers ?? {}).filter((name) => /forwarded|real.ip|spawner/i.test(name));
      return `sees ${names.join(', ')}, none of them forged`;
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
      'headers that might open another’s door',
      JSON.stringify(forged),
      '403, container sees nothing',
      async () => {
        const { mallory, annsVisits } = gateway();
        const before = await annsVisits();
        const { status, text } = await mallory.visit('/ann-dev/secret', { headers: forged });
        expect(text).not.toContain('"service":"ann-');
        expect([401, 403]).toContain(status);
        expect(await annsVisits()).toBe(before);
        return `answered ${status}`;
      },
    );
  }

  attack('secrets looked for in one’s own container', 'its requests and environment', 'nothing of ours', async () => {
    const { mallory } = gateway();
    const cookies = await mallory.browserCookies();
    expect(cookies).toContain('spawner_visit=');
    const disguised = cookies.replace('spawner_visit=', 'SPAWNER_visit=');
    for (const cookie of [cookies, `theirs=1; ${cookies}`, `${cookies};${disguised}; =${cookies}`]) {
      const { status } = await mallory.visit('/mallory-dev/with-cookies', { headers: { cookie } });
      expect(status).toBe(200);
    }
    const socket = await upgrade(gateway().target.port, '/mallory-dev/with-cookies', {
      host: gateway().target.host,
      cookie: `theirs=1; ${cookies}`,
    });
    expect(socket.status).toBe(101);
    socket.line?.destroy();
    const told = (await seenBy(mallory, 'dev')).filter(({ url }) => url === '/with-cookies');
    expect(told.length).toBe(4);
    const values = cookies.split('; ').map((cookie) => cookie.slice(cookie.indexOf('=') + 1));
    const heard = JSON.stringify([told, await inside(mallory, 'dev', '/environment')]);
    for (const secret of [mallory.token, ...values]) expect(heard).not.toContain(secret);
    expect(heard).not.toMatch(/spawner_(visit|access|refresh)|JWT_|DATABASE_URL|SMTP_|postgres:/i);
    expect(heard).toContain('theirs=1');
    return 'its own cookie and nothing else';
  });

  attack('headers that hold for the whole host', 'nine of them, in an answer', 'none reaches the visitor', async () => {
    const { headers } = await gateway().mallory.visit('/mallory-dev/');
    const refused = ['clear-site-data', 'service-worker-allowed', 'strict-transport-security', 'report-to', 'nel'];
    const sharing = ['access-control-allow-origin', 'access-control-allow-credentials', 'access-control-allow-headers'];
    const arrived = [...refused, ...sharing, 'alt-svc'].filter((name) => name in headers);
    expect(arrived).toEqual([]);
    expect(headers['set-cookie']).toContain('theirs=1; Path=/');
    return 'none; the application’s own cookie does';
  });

  // Traefik filters headers by name alone, see docs/security.md; the hostile pages look at what comes of it.
  if (kind === 'built-in') {
    attack('cookies with our names', 'six spellings, in an answer', 'the application’s own alone', async () => {
      const { headers } = await gateway().mallory.visit('/mallory-dev/');
      expect(headers['set-cookie']).toEqual(['theirs=1; Path=/']);
      return String(headers['set-cookie']);
    });

    attack('a stream and a WebSocket kept after logging out', 'left open', 'both are cut', async () => {
      const { target, ann } = gateway();
      const headers = { host: target.host, cookie: await ann.browserCookies() };
      const stream = await openStream(target.port, '/ann-dev/stream', { headers });
      const socket = await upgrade(target.port, '/ann-dev/socket', headers);
      expect([stream.status, socket.status]).toEqual([200, 101]);
      const cut = [stream.line, socket.line].map((line) => new Promise((gone) => line?.resume().once('close', gone)));
      await target.request('/api/auth/logout', { method: 'POST', headers });
      await Promise.all(cut);
      return 'both were cut';
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
    attack('an internal route called from outside', path, 'tells nothing and opens nothing', async () => {
      const { target, ann, mallory, annsVisits } = gateway();
      const before = await annsVisits();
      const called = path.replace('ANN', String(ann.user.id)).replace('MALLORY', String(mallory.user.id));
      const forwarded = {
        'x-forwarded-method': 'GET',
        'x-forwarded-uri': '/ann-dev/',
        'x-forwarded-host': target.host,
      };
      const { status, headers } = await mallory.visit(called, { headers: forwarded });
      expect(status).toBeGreaterThanOrEqual(400);
      expect(headers['set-cookie']).toBeUndefined();
      expect(await annsVisits()).toBe(before);
      return `answered ${status}`;
    });
  }

  if (kind === 'Traefik') {
    attack('Traefik’s own API', 'through the front door, and from inside a container', 'out of reach', async () => {
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
    nobody: () => ({}),
    'another person': () => ({ 'x-spawner-token': gateway().mallory.token }),
    'a forged cookie': () => ({
      cookie: `spawner_visit=1.${'0'.repeat(8)}-0000-0000-0000-000000000000.9999999999.all.x`,
    }),
    'her own browser, sent by a page of another site': () => ({ cookie: annsCookies, origin: 'http://evil.test' }),
    'her own browser, sent by a neighbour’s page': () => ({
      cookie: annsCookies,
      origin: 'http://evil.test',
      'sec-fetch-site': 'same-site',
    }),
  })) {
    attack('a WebSocket without the right', who, 'refused, container sees nothing', async () => {
      const { target, ann, annsVisits } = gateway();
      annsCookies ||= await ann.browserCookies();
      const before = await annsVisits();
      const { status } = await upgrade(target.port, '/ann-dev/socket', { host: target.host, ...headersOf() });
      expect([401, 403]).toContain(status);
      expect(await annsVisits()).toBe(before);
      return `answered ${status}`;
    });
  }

  attack('a session used after logging out', 'page, WebSocket, API', 'refused within a second', async () => {
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
    expect((await mallory.visit('/mallory-dev/')).status).toBe(200);
    return 'answered 401, container sees nothing';
  });

  attack('a token used after logging out', 'X-Spawner-Token and Bearer', 'refused', async () => {
    const { ann } = gateway();
    const other = await ann.logInAgain();
    expect((await other.visit('/ann-dev/')).status).toBe(200);
    await other.request('/api/auth/logout', { method: 'POST' });
    const before = (await seenBy(ann, 'dev')).length;
    expect((await other.visit('/ann-dev/')).status).toBe(401);
    expect((await other.request('/api/user/me')).status).toBe(401);
    expect((await seenBy(ann, 'dev')).length).toBe(before);
    return 'answered 401, container sees nothing';
  });

  attack('methods that a door might forget', 'HEAD, OPTIONS, TRACE, PROPFIND, DELETE', 'refused', async () => {
    const { mallory, annsVisits } = gateway();
    const before = await annsVisits();
    const statuses = [];
    for (const method of ['HEAD', 'OPTIONS', 'TRACE', 'PROPFIND', 'DELETE']) {
      const { status } = await mallory.visit('/ann-dev/secret', { method });
      expect(status).toBeGreaterThanOrEqual(400);
      statuses.push(status);
    }
    expect(await annsVisits()).toBe(before);
    return `answered ${[...new Set(statuses)].join(', ')}`;
  });
});
