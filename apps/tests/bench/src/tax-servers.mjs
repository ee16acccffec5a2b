import { createSecretKey, randomUUID } from 'node:crypto';
import { createServer } from 'node:http';
import { AccessPolicy } from '@spawner/api/dist/access/access-policy.js';
import { EmbeddedGateway } from '@spawner/api/dist/gateway/embedded/embedded-gateway.js';
import { ServiceUrls } from '@spawner/api/dist/gateway/service-urls.js';
import { CrossHostSignIn } from '@spawner/api/dist/gateway/sign-in/cross-host-sign-in.js';
import { TraefikGateway } from '@spawner/api/dist/gateway/traefik/traefik-gateway.js';
import { HttpServer } from '@spawner/api/dist/server/http-server.js';
import { ShareLinkEntry } from '@spawner/api/dist/shares/share-link-entry.js';
import { ProbePass } from '@spawner/api/dist/signing/probe-pass.js';
import { EVERY_SERVICE, SignedPasses } from '@spawner/api/dist/signing/signed-passes.js';

/** One server of the tax measurement in a process of its own: which one, where, and what it serves. */
const [kind, port, servicePort] = process.argv.slice(2);

const route = { userId: 1, slug: 'ann', type: 'dev' };
const instance = { address: { host: '127.0.0.1', port: Number(servicePort) } };
const secret = createSecretKey(Buffer.from('a'.repeat(40)));
const clock = { now: () => new Date() };
const passesFor = (purpose) => new SignedPasses(secret, clock, purpose);
const passes = passesFor('visit');
const addresses = new ServiceUrls({ routing: 'path', publicUrl: 'http://localhost', servicesHost: 'apps.localhost' });

const gatekeeper = new AccessPolicy({
  routing: 'path',
  cookieName: 'spawner_visit',
  guestCookieName: 'spawner_guest',
  publicHost: 'localhost',
  policyOf: () => ({ access: 'private', trusted: false }),
  visitorOfPass: (pass) => passes.read(pass, EVERY_SERVICE),
  guestOfPass: () => null,
  adminOfPass: () => null,
  isAdmin: () => false,
  visitorOfToken: () => null,
  isRevoked: () => false,
});
/** Lets everybody in without looking. */
const openDoor = {
  authorize: () => ({ sessionId: null, refusal: null }),
  responsePolicyOf: () => ({ guarded: true, sandboxed: false }),
};

const handover = new CrossHostSignIn({
  addresses,
  passes,
  codes: passesFor('entry'),
  admins: { passes: passesFor('admin'), codes: passesFor('admin-entry'), passSeconds: 3600 },
  secure: false,
  passSeconds: 3600,
  visitorOf: (headers) => gatekeeper.visitorAtDashboard(headers),
});
const shareDoor = new ShareLinkEntry({
  addresses,
  passes: passesFor('guest'),
  secure: false,
  rememberSeconds: 3600,
  entry: { find: () => Promise.resolve(null), noteUse: () => Promise.resolve() },
});
const frontOf = (gateway) => {
  gateway.serve(route, instance);
  return new HttpServer(
    () => gateway.entry,
    (_request, response) => response.end(),
  );
};
const door = { network: 'n', entryPoint: 'web', certResolver: null, authAddress: '', url: '' };

const servers = {
  service: () => createServer((_request, response) => response.end('service')),
  empty: () => createServer((_request, response) => response.end()),
  guarded: () => frontOf(new EmbeddedGateway(() => false, gatekeeper, addresses, handover, shareDoor)),
  open: () => frontOf(new EmbeddedGateway(() => false, openDoor, addresses, handover, shareDoor)),
  authority: () => frontOf(new TraefikGateway(door, gatekeeper, new ProbePass(secret), addresses, handover, shareDoor)),
};

const cookie = `spawner_visit=${passes.issue({ userId: 1, sessionId: randomUUID() }, EVERY_SERVICE, 3600)}`;
servers[kind]().listen(Number(port), '127.0.0.1', () => process.send({ cookie }));
