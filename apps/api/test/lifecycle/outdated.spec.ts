import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { docker, removeNetwork } from '../../../tests/kit/src/docker.js';
import { buildImage } from '../../../tests/kit/src/images.js';
import { uniqueId } from '../../../tests/kit/src/run.js';
import { bundledTemplate } from '../../../tests/kit/src/templates.js';
import { until } from '../../../tests/kit/src/until.js';
import { type Person, post, type Product, startProduct } from '../product.js';
import { createTestDatabase, type TestDatabase } from '../test-database.js';
import { withEngine } from '../with-engine.js';

withEngine(() => {
  describe('container that a new one would differ from', () => {
    const image = `spawner-${uniqueId('o')}:latest`;
    const networks = [`spawner-${uniqueId('n')}`, `spawner-${uniqueId('n')}`] as const;
    let database: TestDatabase;
    let product: Product;
    let ann: Person;

    const start = async (environment: Readonly<Record<string, string>> = {}) => {
      product = await startProduct({
        database,
        environment: {
          RUNTIME: 'docker',
          ...{ TRAEFIK_NETWORK: networks[0], USER_TEMPLATE_IMAGE_DEV: image, DOCKER_SUBNET: '' },
          ...{ DEFAULT_MEMORY_LIMIT: '64m', LAUNCH_READY_TIMEOUT: '2', MAGIC_LINK_RATE_LIMIT: '20' },
          ...environment,
        },
      });
    };
    const restart = async (environment: Readonly<Record<string, string>> = {}) => {
      await product.close();
      await start(environment);
      ann = await product.register('ann@example.com');
    };
    const card = () => ann.detail('dev');
    const becomes = (outdated: string | null) =>
      until(`the card says ${String(outdated)}`, 20, async () => (await card()).outdated === outdated);
    const recreate = () =>
      post(`${product.url}/api/container/recreate/dev`, undefined, { authorization: `Bearer ${ann.token}` });

    beforeAll(async () => {
      await buildImage(image, { from: bundledTemplate('dev') });
      database = await createTestDatabase();
      await start();
      ann = await product.register('ann@example.com');
      expect(await ann.launch('dev')).toMatchObject({ status: 200 });
    }, 60_000);
    afterAll(async () => {
      await product.close();
      for (const network of networks) await removeNetwork(network);
      await docker(['image', 'rm', '--force', image]);
      await database.drop();
    });

    it('nothing changed: the card says nothing', async () => {
      await restart();
      expect(await ann.launch('dev')).toMatchObject({ status: 200 });
      expect(await card()).toMatchObject({ status: 'running', outdated: null });
    });

    it('newer image: the card says so, the container runs on, and a new one is of that image', async () => {
      await buildImage(image, { from: { recipe: `FROM ${image}\nLABEL newer=yes\n` } });
      const { container_id: before } = await card();
      await restart();
      await becomes('image');
      expect(await ann.launch('dev')).toMatchObject({ status: 200, body: { container_id: before } });
      expect(await card()).toMatchObject({ status: 'running', outdated: 'image' });
      expect(await recreate()).toMatchObject({ status: 200 });
      expect((await card()).outdated).toBeNull();
    });

    it('other settings: the card says so, and the container that can be reached runs on', async () => {
      const { container_id: before } = await card();
      await restart({ DEFAULT_MEMORY_LIMIT: '96m' });
      await becomes('settings');
      expect(await ann.launch('dev')).toMatchObject({ status: 200, body: { container_id: before } });
    });

    it('container that cannot be reached with older settings: container_outdated, and recreating it helps', async () => {
      await restart({ TRAEFIK_NETWORK: networks[1] });
      expect(await ann.launch('dev')).toMatchObject({ status: 502, body: { code: 'container_outdated' } });
      await becomes('settings');
      // What somebody does in it goes on until it is recreated.
      expect(await card()).toMatchObject({ status: 'running', outdated: 'settings', failure: null });
      expect(await recreate()).toMatchObject({ status: 200 });
      expect(await card()).toMatchObject({ status: 'running', outdated: null, failure: null });
    });
  });
});
