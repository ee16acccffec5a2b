import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { Client } from 'pg';
import { DataSource } from 'typeorm';
import { docker, removeNetwork } from '../../../tests/kit/src/docker.js';
import { buildImage } from '../../../tests/kit/src/images.js';
import { uniqueId } from '../../../tests/kit/src/run.js';
import { bundledTemplate } from '../../../tests/kit/src/templates.js';
import { until } from '../../../tests/kit/src/until.js';
import { DatabaseChannel } from '../../src/database/database-channel.js';
import { type Person, post, type Product, startProduct } from '../product.js';
import { RecordedEngine } from '../runtime/recorded-engine.js';
import { createTestDatabase, type TestDatabase } from '../test-database.js';
import { withEngine } from '../with-engine.js';

/** Calls that no launch waits for: the checks of the runtime, of all containers, and of the sizes of all volumes. */
const BY_LOOPS =
  /^GET \/(_ping|containers\/json|system\/df|volumes\?filters=\{"label":\["spawner.installation=[^"]+"\]\}$)/;

/**
 * What a launch costs, by count. The person waits for each of these, and a class pays for them thirty times at once. Only
 * the progress is left out: it is reported at intervals.
 */
withEngine(() => {
  describe('calls and statements of a launch', () => {
    const image = `spawner-${uniqueId('c')}:latest`;
    const network = `spawner-${uniqueId('n')}`;
    let database: TestDatabase;
    let engine: RecordedEngine;
    let product: Product;
    let listener: Client;
    let ann: Person;
    let bob: Person;
    let container: string;
    let statements: string[];
    let isFree = false;

    const noteStatement = (sql: string): void => {
      const [found] = /^(SELECT|UPDATE|INSERT INTO) \w+/.exec(sql.trim().replaceAll('"', '')) ?? [sql];
      if (found !== 'SELECT pg_notify') statements.push(found);
    };

    const untilFree = async (work: () => Promise<void>) => {
      isFree = false;
      await work();
      await until('the container is free for the next operation', 10, () => isFree);
    };
    const launch = async () => {
      engine.calls.length = 0;
      statements = [];
      await untilFree(async () => {
        expect(await bob.launch('dev')).toMatchObject({ status: 200 });
      });
      const calls = engine.calls.filter((call) => !BY_LOOPS.test(decodeURIComponent(call))).map(plain);
      const started = calls.findIndex((call) => /(start|unpause) answered$/.test(call));
      return {
        calls: calls.slice(0, started).filter((call) => !call.endsWith(' answered')),
        // The launch looks at intervals whether the container still runs.
        afterwards: [...new Set(calls.slice(started + 1))],
      };
    };
    const plain = (call: string): string =>
      call
        .replace(/\?[^ ]*/, '')
        .replace(container, '{name}')
        .replace(image, '{image}')
        .replace(/(?<=\{name\}-)[0-9a-f]{8}/, '{installation}')
        .replace(/[0-9a-f]{64}/, '{id}');

    beforeAll(async () => {
      await buildImage(image, { from: bundledTemplate('dev') });
      engine = await RecordedEngine.listen();
      database = await createTestDatabase();
      product = await startProduct({
        database,
        environment: {
          ...{ RUNTIME: 'docker', DOCKER_HOST: engine.address, DOCKER_SUBNET: '' },
          ...{ TRAEFIK_NETWORK: network, USER_TEMPLATE_IMAGE_DEV: image },
        },
      });
      ann = await product.register('ann@example.com');
      bob = await product.register('bob@example.com');
      container = `user-${bob.user.slug}-dev-${String(bob.user.id)}`;
      // The first launch of a process also looks for the network.
      expect(await ann.launch('dev')).toMatchObject({ status: 200 });

      product.spawner.app.get(DataSource).subscribers.push({
        // The others are those of loops.
        beforeQuery: ({ query, parameters }) => {
          if ((parameters as unknown[] | undefined)?.includes(bob.user.id)) noteStatement(query);
        },
      });
      // Admission sends two statements at once, past TypeORM.
      const send = Client.prototype.query;
      Client.prototype.query = function (this: Client, ...given: unknown[]) {
        const [sql] = given;
        if (typeof sql === 'string' && sql.includes(`"user_id":${String(bob.user.id)},`))
          statements.push(...sql.split('; ').map((statement) => statement.split(/ ?\(/, 1).join()));
        return (send as (...all: unknown[]) => unknown).apply(this, given);
      } as typeof send;
      const channel = product.spawner.app.get(DatabaseChannel);
      const query = channel.query.bind(channel);
      channel.query = (sql, values) => {
        noteStatement(sql);
        return query(sql, values);
      };
      listener = new Client(database.address);
      await listener.connect();
      await listener.query('LISTEN spawner_card_free');
      listener.on('notification', ({ payload }) => {
        isFree ||= payload === `${String(bob.user.id)}/dev`;
      });
    }, 60_000);
    afterAll(async () => {
      await listener.end();
      await product.close();
      await engine.close();
      await removeNetwork(network);
      await docker(['image', 'rm', '--force', image]);
      await database.drop();
    });

    const STATEMENTS = [
      'SELECT pg_try_advisory_lock',
      'UPDATE user_container',
      'SELECT pg_advisory_xact_lock',
      'EXECUTE admit',
      'UPDATE user_container',
      'UPDATE users',
      'INSERT INTO audit_event',
      'SELECT pg_advisory_unlock',
    ].sort();

    it('first launch', async () => {
      const { calls, afterwards } = await launch();
      expect(calls.slice(0, -2).sort()).toEqual([
        'GET /containers/{name}-{installation}/json',
        'GET /images/{image}/json',
        'GET /volumes',
        'GET /volumes',
      ]);
      expect(calls.slice(-2)).toEqual(['POST /containers/create', 'POST /containers/{id}/start']);
      expect(afterwards).toEqual(['GET /containers/{name}/json']);
      expect([...statements].sort()).toEqual(STATEMENTS);
    });

    it('launch of a stopped container', async () => {
      await untilFree(async () => {
        await post(`${product.url}/api/container/stop/dev`, undefined, { authorization: `Bearer ${bob.token}` });
      });
      expect(await launch()).toEqual({
        calls: ['GET /containers/{name}/json', 'POST /containers/{id}/start'],
        afterwards: ['GET /containers/{name}/json'],
      });
      expect([...statements].sort()).toEqual(STATEMENTS);
    });

    it('launch of a paused container', async () => {
      await untilFree(async () => {
        await docker(['pause', container]);
      });
      expect(await launch()).toEqual({
        calls: ['GET /containers/{name}/json', 'POST /containers/{id}/unpause'],
        afterwards: ['GET /containers/{name}/json'],
      });
      expect([...statements].sort()).toEqual(STATEMENTS);
    });
  });
});
