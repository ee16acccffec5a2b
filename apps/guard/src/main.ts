import { chmodSync, rmSync } from 'node:fs';
import { RegistryCredentials } from '@spawner/engine';
import { Engine } from './engine.js';
import { Guard } from './guard.js';
import { copyKey } from './image-copy.js';
import { mutualTls } from './mutual-tls.js';
import { OwnResources } from './own-resources.js';
import { RoutedContainers } from './routed/routed-containers.js';
import { spawnerRules } from './rules/spawner.rules.js';
import { traefikRules } from './rules/traefik.rules.js';
import { settingsFrom } from './settings.js';
import { templateImages } from './templates.js';

const say = (line: string): void => void process.stdout.write(`${line}\n`);

const settings = settingsFrom(process.env);
const { GUARD_CLIENT: client, GUARD_TLS_DIR: certificates } = settings;
const engine = new Engine(settings.GUARD_ENGINE);
const rules =
  settings.GUARD_FOR === 'traefik'
    ? traefikRules(new RoutedContainers(engine))
    : spawnerRules({
        ...{ settings, engine },
        own: new OwnResources(engine, settings),
        images: templateImages(settings),
        credentials: new RegistryCredentials(settings.DOCKER_CONFIG ?? null, say),
        copyKey: settings.GUARD_SWARM && certificates !== undefined ? copyKey(certificates) : null,
      });
const tls = certificates === undefined ? null : mutualTls(certificates);
const server = new Guard(engine, rules, { client, tls, log: say }).server();

const listen = settings.GUARD_LISTEN;
const path = listen.startsWith('/') ? listen : null;
// A process that was killed leaves its socket file, which prevents listening.
if (path) rmSync(path, { force: true });
server.listen(path ? { path } : { host: listen.replace(/:\d+$/, ''), port: Number(listen.replace(/.*:/, '')) }, () => {
  // Clients need not be root. The volume that contains the socket decides who can reach it.
  if (path) chmodSync(path, 0o666);
  const address = server.address();
  const where = typeof address === 'object' && address ? `${address.address}:${String(address.port)}` : (path ?? '');
  say(`guarding the engine for ${settings.GUARD_FOR} at ${where}`);
});

for (const signal of ['SIGTERM', 'SIGINT'] as const) {
  process.once(signal, () => {
    server.close(() => process.exit(0));
    server.closeAllConnections();
  });
}
