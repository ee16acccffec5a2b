import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { docker, removeNetwork } from '../../../tests/kit/src/docker.js';
import { DEV_IMAGE, ensureDevImage } from '../../../tests/kit/src/images.js';
import { uniqueId } from '../../../tests/kit/src/run.js';
import { until } from '../../../tests/kit/src/until.js';
import { Erasure } from '../../src/people/erasure.js';
import { RuntimeHealth } from '../../src/runtime/runtime-health.js';
import { VolumeStore } from '../../src/runtime/volume-store.js';
import { type Person, type Product, startProduct } from '../product.js';
import { RecordedEngine } from '../runtime/recorded-engine.js';
import { withEngine } from '../with-engine.js';

withEngine(() => {
  describe('erasing a person on Docker', () => {
    const network = `spawner-${uniqueId('e')}`;
    const user = `spawner-busy-${uniqueId('u')}`;
    let engine: RecordedEngine;
    let product: Product;
    let admin: Person;

    beforeAll(async () => {
      await ensureDevImage();
      engine = await RecordedEngine.listen();
      product = await startProduct({
        environment: { RUNTIME: 'docker', DOCKER_HOST: engine.address, DOCKER_SUBNET: '', TRAEFIK_NETWORK: network },
      });
      admin = await product.register('admin@example.com');
    }, 60_000);
    afterAll(async () => {
      await docker(['rm', '--force', user]).catch(() => undefined);
      await product.close();
      await engine.close();
      await removeNetwork(network);
    });

    it('engine away, then a busy volume: the account stays and says why; when both are over nothing is left', async () => {
      const ann = await product.register('ann@example.com');
      expect((await ann.launch('dev')).status).toBe(200);
      const id = String(ann.user.id);
      const [volume] = await product.spawner.app.get(VolumeStore).list();
      const name = volume?.name ?? '';
      const container = `user-${ann.user.slug}-dev-${id}`;
      const exists = (kind: 'container' | 'volume', which: string) =>
        docker([kind, 'inspect', which]).then(
          () => true,
          () => false,
        );
      const left = async () => ({
        container: await exists('container', container),
        volume: await exists('volume', name),
      });
      const row = async () =>
        (await product.rows<{ erase_error: string | null }>(`SELECT erase_error FROM users WHERE id = ${id}`))[0];
      /** As an hour later. */
      const tryAgain = async () => {
        await product.rows(`UPDATE users SET erase_tried_at = now() - interval '1 hour' WHERE id = ${id}`);
        await product.spawner.app.get(Erasure).run();
      };
      // Another container uses the volume, as one that an operator has made.
      await docker(['create', '--name', user, '--volume', `${name}:/busy`, DEV_IMAGE]);

      await engine.goAway();
      const health = product.spawner.app.get(RuntimeHealth);
      await until('it is known that the engine is away', 30, () => health.awaySince !== null);
      const deleted = await fetch(`${product.url}/api/admin/user/${id}?after_days=0`, {
        method: 'DELETE',
        headers: { authorization: `Bearer ${admin.token}` },
      });
      expect(deleted.status).toBe(200);
      await until('the attempt has failed', 30, async () => (await row())?.erase_error === 'runtime_unreachable');
      expect(await left()).toEqual({ container: true, volume: true });

      await engine.comeBack();
      await until('the engine is back', 30, () => health.awaySince === null);
      await tryAgain();
      expect(await row()).toEqual({ erase_error: 'runtime_failed' });
      expect(await left()).toEqual({ container: false, volume: true });

      await docker(['rm', user]);
      await tryAgain();
      expect(await row()).toBeUndefined();
      expect(await left()).toEqual({ container: false, volume: false });
    }, 120_000);
  });
});
