import { randomUUID } from 'node:crypto';
import { createServer } from 'node:http';
import { AccessPolicy } from '@spawner/api/dist/access/access-policy.js';
import { Settings } from '@spawner/api/dist/config/settings.js';
import { EmbeddedGateway } from '@spawner/api/dist/gateway/embedded/embedded-gateway.js';
import { ServiceUrls } from '@spawner/api/dist/gateway/service-urls.js';
import { CrossHostSignIn } from '@spawner/api/dist/gateway/sign-in/cross-host-sign-in.js';
import { TraefikDoors } from '@spawner/api/dist/gateway/traefik/traefik-doors.js';
import { TraefikGateway } from '@spawner/api/dist/gateway/traefik/traefik-gateway.js';
import { HttpServer } from '@spawner/api/dist/server/http-server.js';
import { Passes } from '@spawner/api/dist/signing/passes.js';
import { ProbePass } from '@spawner/api/dist/signing/probe-pass.js';
import { EVERY_SERVICE } from '@spawner/api/dist/signing/signed-passes.js';
import { SigningKey } from '@spawner/api/dist/signing/signing-key.js';
import { createProxyServer } from 'httpxy';
import { REQUEST_HEADERS } from './browser-headers.mjs';

/** As a server answers a script of a page. */
const ANSWER_HEADERS = {
  'content-type': 'text/javascript; charset=utf-8',
  'content-length': 7,
  'cache-control': 'no-cache',
  etag: '"65f0c1d2-7"',
  'last-modified': 'Tue, 12 Mar 2026 10:00:00 GMT',
  'x-content-type-options': 'nosniff',
};

/** One server of the benches for gateway and door, in its own process. Arguments: kind, port, port of the service. */
const [kind, port, servicePort] = process.argv.slice(2);

const route = { userId: 1, slug: 'ann', type: 'dev' };
const instance = { address: { host: '127.0.0.1', port: Number(servicePort) } };
const settings = Settings.from({ PUBLIC_URL: 'http://localhost' }, '/');
const signingKey = new SigningKey('a'.repeat(40));
const passes = new Passes(signingKey, { now: () => new Date() });
const serviceUrls = new ServiceUrls(settings.addresses);

const accessPolicy = new AccessPolicy(
  settings,
  { policyOf: () => ({ access: 'private', trusted: false }) },
  passes,
  { read: () => null },
  { has: () => false },
  { has: () => false },
);
/** Admits every request without a check. */
const noPolicy = {
  authorize: () => ({ sessionId: null, refusal: null }),
  responsePolicyOf: () => ({ guarded: true, sandboxed: false }),
};
const signIn = new CrossHostSignIn(settings, serviceUrls, accessPolicy, passes);
const frontOf = (gateway) => {
  gateway.serve(route, instance);
  return new HttpServer(
    () => gateway.entry,
    (_request, response) => response.end(),
  );
};
const traefik = { network: 'n', entryPoint: 'web', certResolver: null, authAddress: '' };
const doors = new TraefikDoors('http://127.0.0.1', null);

const servers = {
  service: () => createServer((_request, response) => response.writeHead(200, ANSWER_HEADERS).end('service')),
  empty: () => createServer((_request, response) => response.end()),
  bare,
  guarded: () => frontOf(new EmbeddedGateway(() => false, accessPolicy, serviceUrls, signIn)),
  open: () => frontOf(new EmbeddedGateway(() => false, noPolicy, serviceUrls, signIn)),
  authority: () =>
    frontOf(new TraefikGateway(traefik, doors, accessPolicy, serviceUrls, signIn, new ProbePass(signingKey))),
};

function bare() {
  const proxy = createProxyServer();
  return createServer((request, response) => {
    void proxy.web(request, response, { target: instance.address });
  });
}

const cookie = `spawner_visit=${passes.user.issue({ userId: 1, sessionId: randomUUID() }, EVERY_SERVICE, 3600)}`;
servers[kind]().listen(Number(port), '127.0.0.1', () => process.send({ ...REQUEST_HEADERS, cookie }));
