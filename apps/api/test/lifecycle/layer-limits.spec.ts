import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { docker, removeNetwork } from '../../../tests/kit/src/docker.js';
import { buildImage } from '../../../tests/kit/src/images.js';
import { uniqueId } from '../../../tests/kit/src/run.js';
import { bundledTemplate } from '../../../tests/kit/src/templates.js';
import { LayerLimits } from '../../src/lifecycle/layer-limits.js';
import { listenTo } from '../event-stream.js';
import { type Person, post, type Product, startProduct } from '../product.js';
import { withEngine } from '../with-engine.js';

withEngine(() => {
  describe('container that writes outside its volumes', () => {
    const image = `spawner-${uniqueId('o')}:latest`;
    const network = `spawner-${uniqueId('n')}`;
    let product: Product;
    let ann: Person;

    const container = () => `user-${ann.user.slug}-big-${String(ann.user.id)}`;
    const write = (megabytes: number) =>
      docker(['exec', container(), 'dd', 'if=/dev/zero', 'of=/tmp/big', 'bs=1M', `count=${String(megabytes)}`]);
    const measure = () => product.spawner.app.get(LayerLimits).measure();
    const layer = async () => {
      const rows = await product.rows<{ layer_bytes: string | null }>('SELECT layer_bytes FROM user_container');
      return rows.map(({ layer_bytes: bytes }) => bytes && Number(bytes));
    };

    beforeAll(async () => {
      await buildImage(image, { from: bundledTemplate('dev') });
      product = await startProduct({
        // The bundled one is read-only. This has no volume either.
        services: { big: '' },
        environment: {
          RUNTIME: 'docker',
          ...{ TRAEFIK_NETWORK: network, USER_TEMPLATE_IMAGE_BIG: image, DOCKER_SUBNET: '' },
          ...{ DEFAULT_LAYER_LIMIT: '8m', DEFAULT_MEMORY_LIMIT: '64m' },
        },
      });
      ann = await product.register('ann@example.com');
      expect(await ann.launch('big')).toMatchObject({ status: 200 });
    }, 60_000);
    afterAll(async () => {
      await product.close();
      await removeNetwork(network);
      await docker(['image', 'rm', '--force', image]);
    });

    it('below the limit: is measured, and runs on', async () => {
      await write(4);
      await measure();
      expect(await layer()).toEqual([expect.any(Number)]);
      expect((await layer())[0]).toBeGreaterThanOrEqual(4 * 1024 ** 2);
      expect(await ann.detail('big')).toMatchObject({ status: 'running', failure: null });
    });

    it('above it: is stopped, and the open page says why and what to do', async () => {
      const events = await listenTo(`${product.url}/api/events`, ann.token);
      await write(20);
      await measure();
      await events.until(({ status }) => status === 'error');
      events.close();
      expect(await docker(['inspect', '--format', '{{.State.Running}}', container()])).toBe('false');
      const { failure } = await ann.detail('big', 'de');
      expect(failure).toMatchObject({ code: 'layer_full', phase: 'running' });
      expect(failure?.advice).toContain('erlaubt sind 8 MB');
    });

    it('recreated: runs, with an empty layer', async () => {
      const headers = { authorization: `Bearer ${ann.token}` };
      expect(await post(`${product.url}/api/container/recreate/big`, undefined, headers)).toMatchObject({
        status: 200,
      });
      expect(await layer()).toEqual([null]);
      await measure();
      expect(await ann.detail('big')).toMatchObject({ status: 'running', failure: null });
    });
  });
});
