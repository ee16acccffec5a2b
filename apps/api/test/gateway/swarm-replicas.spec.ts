import { randomBytes } from 'node:crypto';
import { once } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import http, { type IncomingMessage } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import { afterAll, beforeAll, expect, it } from '@jest/globals';
import { CertificateAuthority } from '../../../tests/kit/src/certificates.js';
import { freePort } from '../../../tests/kit/src/free-port.js';
import { DEV_IMAGE, ensureDevImage } from '../../../tests/kit/src/images.js';
import { describeWith } from '../../../tests/kit/src/requirements.js';
import { Swarm, type SwarmNode } from '../../../tests/kit/src/swarm.js';
import { Traefik } from '../../../tests/kit/src/traefik.js';
import { until } from '../../../tests/kit/src/until.js';
import { ContainerRuntime } from '../../src/runtime/container-runtime.js';
import { leaveMails } from '../leave-mails.js';
import { type Person, type Product, startProduct } from '../product.js';
import { createTestDatabase, type TestDatabase } from '../test-database.js';

const HOST = 'spawner.test';
const NETWORK = 'bridge';
/** Traefik's binary runs on the network of a node. */
const needs = process.env['TRAEFIK_BIN'] ? ['swarm', 'traefik'] : ['swarm', 'TRAEFIK_BIN'];

describeWith(needs, 'two replicas of Spawner, three machines', () => {
  const replicas: Product[] = [];
  const traefiks = new Map<SwarmNode, Traefik>();
  let swarm: Swarm;
  let folder: string;
  let database: TestDatabase;
  let door: Traefik;
  let ann: Person;
  let bob: Person;

  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'spawner-nodes-'));
    database = await createTestDatabase();
    const ca = await CertificateAuthority.create(join(folder, 'ca'));
    const relay = { port: await freePort(), folder: await ca.issue('traefik', 'serverAuth') };
    await ensureDevImage();
    swarm = await Swarm.start({ images: [DEV_IMAGE] });
    const ports = [await freePort(), await freePort()];
    door = await Traefik.start({
      host: swarm.host,
      doorTo: ports.map((port) => `http://127.0.0.1:${String(port)}`),
    });
    const web = await freePort();
    for (const node of swarm.nodes) {
      const { namespace, address: host, socket: engine } = node;
      const traefik = await Traefik.start({ namespace, host, engine, network: NETWORK, port: web, relay });
      await traefik.routeEverythingElse([HOST], door.port, swarm.host);
      traefiks.set(node, traefik);
    }
    const environment = {
      JWT_SECRET_KEY: randomBytes(32).toString('hex'),
      RUNTIME: 'swarm',
      SWARM_NODES: swarm.nodes.map(({ engineAddress }) => engineAddress).join(','),
      SWARM_TLS_DIR: await ca.issue('spawner', 'clientAuth'),
      FILES_DIR: join(folder, 'files'),
      PUBLIC_URL: `http://${HOST}`,
      TRUSTED_PROXIES: '1',
      TRAEFIK_ENABLED: 'true',
      TRAEFIK_ENTRYPOINT: 'web',
      TRAEFIK_NETWORK: NETWORK,
      TRAEFIK_RELAY_PORT: String(relay.port),
      GATEWAY_ADDRESS: `http://${swarm.host}:${String(door.port)}`,
    };
    const start = async (port = 0) => {
      const replica = await startProduct({ database, environment: { ...environment, PORT: String(port) } });
      replicas.push(replica);
      return replica;
    };
    const first = await start(ports[0]);
    ann = await first.register('ann@example.com');
    leaveMails(first.spawner.app);
    bob = await (await start(ports[1])).register('bob@example.com');
  }, 240_000);

  afterAll(async () => {
    for (const replica of replicas) await replica.close();
    for (const traefik of [...traefiks.values(), door]) await traefik.close();
    await swarm.close();
    await database.drop();
    await rm(folder, { recursive: true });
  }, 90_000);

  const visit = async (node: SwarmNode, person: Person) => {
    const request = http.get({
      ...{ host: node.address, port: traefiks.get(node)?.port, path: '/ann-dev/', agent: false },
      headers: { host: HOST, 'x-spawner-token': person.token, accept: '*/*' },
    });
    const [answer] = (await once(request, 'response')) as [IncomingMessage];
    await text(answer);
    return answer.statusCode;
  };
  const everywhere = (person: Person) => Promise.all(swarm.nodes.map((node) => visit(node, person)));

  it('launched through one: served on every machine, also while a replica ends, and refused to others', async () => {
    expect((await ann.launch('dev')).status).toBe(200);
    const [instance] = await (replicas[1] as Product).spawner.app.get(ContainerRuntime).list();
    expect(swarm.nodes.map(({ address }) => address)).toContain(instance?.node?.address);
    // The other replica learns of it by the runtime's events.
    await until('both replicas send visitors there', 20, async () =>
      (await everywhere(ann)).every((status) => status === 200),
    );
    for (let round = 0; round < 6; round += 1) expect(await everywhere(ann)).toEqual([200, 200, 200]);
    expect(await everywhere(bob)).toEqual([403, 403, 403]);

    const [first] = replicas.splice(0, 1);
    const answers: (number | undefined)[] = [];
    let ended = false;
    const load = swarm.nodes.map(async (node) => {
      while (!ended) answers.push(await visit(node, ann));
    });
    await until('visits are under way', 20, () => answers.length > 20);
    await first?.spawner.stop();
    const before = answers.length;
    await until('visits go on', 20, () => answers.length > before + 30);
    ended = true;
    await Promise.all(load);
    expect(answers.filter((status) => status !== 200)).toEqual([]);
    await first?.close();
  }, 120_000);
});
