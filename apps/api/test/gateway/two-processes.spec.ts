import { createHash, randomBytes, randomUUID } from 'node:crypto';
import { IncomingMessage, ServerResponse } from 'node:http';
import { Socket } from 'node:net';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { Module } from '@nestjs/common';
import { until } from '../../../tests/kit/src/until.js';
import { Loops } from '../../src/background/loops.js';
import { ContainersModule } from '../../src/containers/containers.module.js';
import { Gateway } from '../../src/gateway/gateway.js';
import { GatewayModule } from '../../src/gateway/gateway.module.js';
import type { RoutedGateway } from '../../src/gateway/routed-gateway.js';
import { CrossHostSignIn } from '../../src/gateway/sign-in/cross-host-sign-in.js';
import { OpenStreamsModule } from '../../src/http/open-streams.module.js';
import { JobsModule } from '../../src/jobs/jobs.module.js';
import { IdlePolicy } from '../../src/lifecycle/idle-policy.js';
import { LoggingModule } from '../../src/logging/logging.module.js';
import { ContainerRuntime } from '../../src/runtime/container-runtime.js';
import { RuntimeModule } from '../../src/runtime/runtime.module.js';
import { Passes } from '../../src/signing/passes.js';
import { TemplatesModule } from '../../src/templates/templates.module.js';
import { createTestApp, type TestApp } from '../create-app.js';
import { leaveMails } from '../leave-mails.js';
import { type Person, type Product, startProduct } from '../product.js';
import { createTestDatabase, type TestDatabase } from '../test-database.js';

/** Without the loops that compare containers with its own runtime. */
@Module({ imports: [ContainersModule], providers: [IdlePolicy] })
class IdleModule {}

const imports = [
  ...[LoggingModule, OpenStreamsModule, JobsModule, TemplatesModule, RuntimeModule, GatewayModule],
  ...[ContainersModule, IdleModule],
];

describe('gateways of two processes', () => {
  let database: TestDatabase;
  let product: Product;
  let other: TestApp;
  let ann: Person;

  beforeAll(async () => {
    database = await createTestDatabase();
    const environment = {
      JWT_SECRET_KEY: randomBytes(32).toString('hex'),
      RUNTIME: 'process',
      ...{ ROUTING: 'subdomain', PUBLIC_URL: 'http://spawner.test', APPS_DOMAIN: 'apps.test' },
      ...{ CONTAINER_IDLE_TIMEOUT: '100', CONTAINER_STOP_TIMEOUT: '200' },
    };
    product = await startProduct({ database, environment });
    other = await createTestApp({ database, environment, imports });
    leaveMails(other.app);
    // What it does at once must not depend on them.
    other.app.get(Loops).onModuleDestroy();
    ann = await product.register('ann@example.com');
  });
  afterAll(async () => {
    await other.close();
    await product.close();
    await database.drop();
  });

  it('service that was unused, used through one of them: the other one lets it run', async () => {
    await ann.launch('dev');
    const [instance] = await product.spawner.app.get(ContainerRuntime).list();
    if (!instance) throw new Error('no container');
    const idle = product.spawner.app.get(IdlePolicy);
    // Stores the uses of the launch.
    await idle.check();
    const gateway = other.app.get<Gateway, RoutedGateway>(Gateway);
    gateway.serve({ userId: ann.user.id, slug: ann.user.slug, type: 'dev' }, instance);
    await product.rows(`UPDATE user_container SET last_used = now() - interval '210 seconds'`);

    gateway.routeTable.at('ann-dev')?.activity.noteUse();
    await until('its use is stored', 10, async () => {
      const rows = await product.rows(`SELECT FROM user_container WHERE last_used > now() - interval '1 minute'`);
      return rows.length === 1;
    });
    await idle.check();
    expect(await ann.list()).toMatchObject([{ type: 'dev', status: 'running' }]);
  });

  it('sign-in code, in both at once and then again: works once', async () => {
    const nonce = randomBytes(32).toString('base64url');
    const state = createHash('sha256').update(nonce).digest('hex');
    const visitor = { userId: ann.user.id, sessionId: randomUUID() };
    const code = other.app.get(Passes).userCode.issue(visitor, `ann-dev-${state}`, 30);
    const enter = async ({ app }: Pick<TestApp, 'app'>) => {
      const response = new ServerResponse(new IncomingMessage(new Socket()));
      const headers = { cookie: `spawner_entry=${nonce}` };
      const [target, path, host] = [`/.spawner/enter?code=${code}&to=/`, '/', 'ann-dev.apps.test'];
      await app
        .get(CrossHostSignIn)
        .enterAtService('ann-dev', { method: 'GET', target, path, host, headers }, response);
      return response.getHeader('location') ?? response.statusCode;
    };
    const { spawner } = product;
    const tries = [...(await Promise.allSettled([enter(spawner), enter(other)]))];
    tries.push(...(await Promise.allSettled([enter(other), enter(spawner)])));
    expect(tries.map(({ status }) => status).sort()).toEqual(['fulfilled', 'rejected', 'rejected', 'rejected']);
    expect(tries.flatMap((each) => (each.status === 'rejected' ? [each.reason.code] : []))).toEqual(
      Array(3).fill('entry_failed'),
    );
  });
});
