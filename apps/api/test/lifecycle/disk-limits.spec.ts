import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { ContainerDetail } from '@spawner/contracts';
import { docker, removeNetwork } from '../../../tests/kit/src/docker.js';
import { buildImage } from '../../../tests/kit/src/images.js';
import { uniqueId } from '../../../tests/kit/src/run.js';
import { bundledTemplate } from '../../../tests/kit/src/templates.js';
import { Rests } from '../../src/background/rests.js';
import { LayerLimits } from '../../src/lifecycle/layer-limits.js';
import { StorageNotices } from '../../src/lifecycle/storage-notices.js';
import { VolumeSizes } from '../../src/lifecycle/volume-sizes.js';
import { zip } from '../containers/zip.js';
import { listenTo } from '../event-stream.js';
import { type Person, post, type Product, startProduct } from '../product.js';
import { withEngine } from '../with-engine.js';

const KIB = 1024;
const MIB = 1024 ** 2;
const MINUTE_MS = 60_000;

withEngine(() => {
  describe('what containers write', () => {
    const image = `spawner-${uniqueId('o')}:latest`;
    const network = `spawner-${uniqueId('n')}`;
    let product: Product;
    let ann: Person;

    const container = (type: string) => `user-${ann.user.slug}-${type}-${String(ann.user.id)}`;
    const remove = (type: string) =>
      fetch(`${product.url}/api/container/${type}?data=delete`, {
        method: 'DELETE',
        headers: { authorization: `Bearer ${ann.token}` },
      });
    const write = (type: string, file: string, kibibytes: number) =>
      docker([
        ...['exec', container(type)],
        ...['dd', 'if=/dev/zero', `of=${file}`, 'bs=1k', `count=${String(kibibytes)}`],
      ]);

    beforeAll(async () => {
      await buildImage(image, { from: bundledTemplate('dev') });
      product = await startProduct({
        // The bundled one is read-only, with a volume for uploads; this is neither.
        services: { big: '' },
        environment: {
          ...{ RUNTIME: 'docker', TRAEFIK_NETWORK: network, DOCKER_SUBNET: '' },
          ...{ USER_TEMPLATE_IMAGE_DEV: image, USER_TEMPLATE_IMAGE_BIG: image },
          ...{ DEFAULT_LAYER_LIMIT: '8m', DEFAULT_MEMORY_LIMIT: '64m' },
        },
      });
      // They rest between two, which would only take time here.
      for (const measuring of [LayerLimits, VolumeSizes])
        Object.assign(product.spawner.app.get<object>(measuring), { rests: new Rests(0) });
      ann = await product.register('ann@example.com');
      expect(await ann.launch('dev')).toMatchObject({ status: 200 });
    }, 60_000);
    afterAll(async () => {
      await remove('dev');
      await product.close();
      await removeNetwork(network);
      await docker(['image', 'rm', '--force', image]);
    });

    describe('outside the volumes', () => {
      const layer = async () => {
        const rows = await product.rows<{ bytes: number | null }>(
          `SELECT layer_bytes::float8 AS bytes FROM user_container WHERE container_type = 'big'`,
        );
        return rows[0]?.bytes ?? null;
      };
      const measure = () => product.spawner.app.get(LayerLimits).measure();

      beforeAll(async () => {
        expect(await ann.launch('big')).toMatchObject({ status: 200 });
      });
      afterAll(() => remove('big'));

      it('below the limit: is measured, and the container runs on', async () => {
        await write('big', '/tmp/big', 4 * KIB);
        await measure();
        expect(await layer()).toBeGreaterThanOrEqual(4 * MIB);
        expect(await ann.detail('big')).toMatchObject({ status: 'running', failure: null });
      });

      it('above it: the container is stopped, and the open page says why and what to do', async () => {
        const events = await listenTo(`${product.url}/api/events`, ann.token);
        await write('big', '/tmp/big', 20 * KIB);
        await measure();
        await events.until(({ type, status }) => type === 'big' && status === 'error');
        events.close();
        expect(await docker(['inspect', '--format', '{{.State.Running}}', container('big')])).toBe('false');
        const { failure } = await ann.detail('big', 'de');
        expect(failure).toMatchObject({ code: 'layer_full', phase: 'running' });
        expect(failure?.advice).toContain('erlaubt sind 8 MiB');
      });

      it('recreated: the container runs, with an empty layer', async () => {
        const headers = { authorization: `Bearer ${ann.token}` };
        expect(await post(`${product.url}/api/container/recreate/big`, undefined, headers)).toMatchObject({
          status: 200,
        });
        expect(await layer()).toBeNull();
        await measure();
        expect(await ann.detail('big')).toMatchObject({ status: 'running', failure: null });
      });
    });

    describe('into the volumes, with a limit of 1 MB for everyone', () => {
      const put = async (path: string, body: Buffer) => {
        const answer = await fetch(`${product.url}/api/container/${path}`, {
          method: 'PUT',
          headers: { authorization: `Bearer ${ann.token}` },
          body: new Uint8Array(body),
        });
        return { status: answer.status, body: (await answer.json()) as { code?: string; detail?: string } };
      };
      const upload = (name: string, kibibytes: number) => put(`file/dev?path=${name}`, Buffer.alloc(kibibytes * KIB));
      const stored = async () =>
        (await docker(['exec', container('dev'), 'sh', '-c', 'cd /srv/www && ls -1 *.bin'])).split('\n');
      const check = () => product.spawner.app.get(StorageNotices).check();
      const measure = () => product.spawner.app.get(VolumeSizes).measure();
      const kept = ({ kept: volumes }: ContainerDetail) => volumes[0]?.bytes ?? 0;
      const counted = async () => {
        const [row] = await product.rows<{ bytes: number }>(
          'SELECT sum(uploaded_bytes)::int AS bytes FROM user_container',
        );
        return row?.bytes;
      };

      beforeAll(async () => {
        await product.rows(`INSERT INTO limit_rule (kind, value) VALUES ('storage', ${String(MIB)})`);
      });

      it('upload below the limit: stored; one that goes beyond it: 507, and what was there stays', async () => {
        expect(await upload('a.bin', 600)).toMatchObject({ status: 200 });
        const refused = await upload('b.bin', 500);
        expect(refused).toMatchObject({ status: 507, body: { code: 'storage_full' } });
        expect(refused.body.detail).toContain('1 MiB');
        expect(await upload('a.bin', 600)).toMatchObject({ status: 507 });
        expect(await stored()).toEqual(['a.bin']);
        expect((await (await ann.open('/ann-dev/a.bin')).arrayBuffer()).byteLength).toBe(600 * KIB);
      });

      it('archive that unpacks to more: 507, and none of its files is stored', async () => {
        const files = ['c.bin', 'd.bin'].map((name) => ({ name, content: Buffer.alloc(300 * KIB) }));
        expect(await put('files/dev', zip(files))).toMatchObject({ status: 507, body: { code: 'storage_full' } });
        expect(await stored()).toEqual(['a.bin']);
      });

      it('uploads at the same time: no more than fit', async () => {
        const answers = await Promise.all(['e', 'f', 'g', 'h'].map((name) => upload(`${name}.bin`, 170)));
        expect(answers.map(({ status }) => status).sort()).toEqual([200, 200, 507, 507]);
        expect(await stored()).toHaveLength(3);
      });

      it('90 % stored: the card says so, and nothing is stopped', async () => {
        await measure();
        expect(kept(await ann.detail('dev'))).toBeGreaterThanOrEqual(940 * KIB);
        expect(await counted()).toBe(0);
        await check();
        const { storage, status } = await ann.detail('dev');
        expect(status).toBe('running');
        expect(storage).toMatchObject({ limit_bytes: MIB, stops_at: null });
        expect(storage?.used_bytes).toBeGreaterThanOrEqual(940 * KIB);
      });

      it('far above the limit: the card says when it stops; then it stops, and can be launched to tidy up', async () => {
        await write('dev', '/srv/www/much.bin', 1000);
        await measure();
        await check();
        const stopsAt = async () => Date.parse((await ann.detail('dev')).storage?.stops_at ?? '') - Date.now();
        expect(await stopsAt()).toBeGreaterThan(28 * MINUTE_MS);
        expect(await ann.detail('dev')).toMatchObject({ status: 'running' });

        await product.rows(
          `UPDATE user_container SET storage_notice = storage_notice || '{"stops_at": "2026-01-01T00:00:00.000Z"}'
           WHERE container_type = 'dev'`,
        );
        await check();
        expect(await ann.detail('dev')).toMatchObject({ status: 'stopped', rest_reason: 'storage' });
        expect(await upload('i.bin', 1)).toMatchObject({ status: 507 });

        expect(await ann.launch('dev')).toMatchObject({ status: 200 });
        await check();
        expect(await ann.detail('dev')).toMatchObject({ status: 'running' });
        expect(await stopsAt()).toBeGreaterThan(28 * MINUTE_MS);
      });

      it('files deleted: the notice goes, and uploads are stored again', async () => {
        await docker(['exec', container('dev'), 'sh', '-c', 'rm /srv/www/*.bin']);
        await measure();
        await check();
        expect(await ann.detail('dev')).toMatchObject({ status: 'running', storage: null });
        expect(await upload('j.bin', 600)).toMatchObject({ status: 200 });
      });
    });
  });
});
