import { createSecretKey, randomUUID } from 'node:crypto';
import { createServer } from 'node:http';
import { Gatekeeper } from '@spawner/api/dist/access/gatekeeper.js';
import { EVERY_SERVICE, VisitPasses } from '@spawner/api/dist/access/visit-passes.js';
import { EmbeddedGateway } from '@spawner/api/dist/gateway/embedded/embedded-gateway.js';
import { FrontServer } from '@spawner/api/dist/gateway/front/front-server.js';
import { ProbePass } from '@spawner/api/dist/gateway/traefik/probe-pass.js';
import { TraefikGateway } from '@spawner/api/dist/gateway/traefik/traefik-gateway.js';

/** One server of the tax measurement in a process of its own: which one, where, and what it serves. */
const [kind, port, servicePort] = process.argv.slice(2);

const route = { userId: 1, slug: 'ann', type: 'dev' };
const instance = { address: { host: '127.0.0.1', port: Number(servicePort) } };
const secret = createSecretKey(Buffer.from('a'.repeat(40)));
const passes = new VisitPasses(secret, { now: () => new Date() });

const gatekeeper = new Gatekeeper({
  routing: 'path',
  cookieName: 'spawner_visit',
  publicHost: 'localhost',
  policyOf: () => ({ access: 'private', trusted: false }),
  visitorOfPass: (pass) => passes.read(pass, EVERY_SERVICE),
  visitorOfToken: () => null,
  isRevoked: () => false,
});
/** Lets everybody in without looking. */
const openDoor = {
  judge: () => ({ visitor: null, refusal: null }),
  standingOf: () => ({ guarded: true, sandboxed: false }),
};

const frontOf = (gateway) => {
  gateway.admit(route, instance);
  return new FrontServer(
    () => gateway.front,
    (_request, response) => response.end(),
  );
};
const place = { host: 'localhost', network: 'n', entryPoint: 'web', certResolver: null, authAddress: '', url: '' };

const servers = {
  service: () => createServer((_request, response) => response.end('service')),
  empty: () => createServer((_request, response) => response.end()),
  guarded: () => frontOf(new EmbeddedGateway(() => false, gatekeeper)),
  open: () => frontOf(new EmbeddedGateway(() => false, openDoor)),
  authority: () => frontOf(new TraefikGateway({ ...place, dashboard: '' }, gatekeeper, new ProbePass(secret))),
};

const cookie = `spawner_visit=${passes.issue({ userId: 1, sessionId: randomUUID() }, EVERY_SERVICE, 3600)}`;
servers[kind]().listen(Number(port), '127.0.0.1', () => process.send({ cookie }));
