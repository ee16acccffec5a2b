import { pipeline } from 'node:stream/promises';
import { afterAll, beforeAll, describe, expect, it, jest } from '@jest/globals';
import type { CollectionsResponse } from '@spawner/contracts';
import { extract } from 'tar-stream';
import { removeNetwork } from '../../../tests/kit/src/docker.js';
import { ensureDevImage } from '../../../tests/kit/src/images.js';
import { uniqueId } from '../../../tests/kit/src/run.js';
import { until } from '../../../tests/kit/src/until.js';
import { VolumeStore } from '../../src/runtime/volume-store.js';
import { type Person, type Product, startProduct } from '../product.js';
import { RecordedEngine } from '../runtime/recorded-engine.js';
import { withEngine } from '../with-engine.js';
import { ClassRoom, filesOfZip } from './class-room.js';

withEngine(() => {
  describe('material of a class on Docker', () => {
    const network = `spawner-${uniqueId('m')}`;
    let engine: RecordedEngine;
    let product: Product;
    let room: ClassRoom;

    beforeAll(async () => {
      await ensureDevImage();
      engine = await RecordedEngine.listen();
      product = await startProduct({
        environment: {
          ...{ RUNTIME: 'docker', DOCKER_HOST: engine.address, DOCKER_SUBNET: '' },
          ...{ TRAEFIK_NETWORK: network, HEAD_START: 'false' },
        },
      });
      room = await ClassRoom.open(product, ['ann', 'ben']);
    }, 60_000);
    afterAll(async () => {
      for (const person of room.pupils) await person.call('DELETE', '/container/dev?data=delete');
      await product.close();
      await engine.close();
      await removeNetwork(network);
    });

    const ownersOf = async (person: Person): Promise<Record<string, number>> => {
      const store = product.spawner.app.get(VolumeStore);
      const [volume] = await store.list({ userId: person.user.id, type: 'dev' });
      if (!volume) return {};
      const owners: Record<string, number> = {};
      const entries = extract();
      entries.on('entry', ({ name, uid = -1 }, content, next) => {
        owners[name.replace(/^\.\//, '')] = uid;
        content.once('end', next).resume();
      });
      await pipeline(await store.export(volume), entries);
      return owners;
    };

    it('first launch: the material is there, of the service’s user; an interrupted one goes on; then collected and reset', async () => {
      const [ann, ben] = room.pupils as [Person, Person];
      const { body } = await room.upload({ name: 'sheet', file: 'a.txt' }, 'one');
      expect(await room.deliver(body)).toMatchObject({ state: 'done', skipped: 2 });
      expect((await ann.launch('dev')).status).toBe(200);
      const owners = await ownersOf(ann);
      // The image's: a volume that was made before its container would belong to root.
      const user = 101;
      expect(owners).toEqual({ '': user, 'Material/': user, 'Material/sheet/': user, 'Material/sheet/a.txt': user });
      expect(await (await ann.open(`/${ann.user.slug}-dev/Material/sheet/a.txt`)).text()).toBe('one');

      // Interrupted in the middle of a tar: what is missing is added, what is there stays.
      expect((await ben.launch('dev')).status).toBe(200);
      await room.write(ben, { 'Material/sheet/a.txt': 'o' });
      await product.rows(
        `UPDATE material_delivery SET state = 'waiting', folder = '/srv/www/Material/sheet' WHERE user_id = ${String(ben.user.id)}`,
      );
      await ben.call('POST', '/container/stop/dev');
      await ben.launch('dev');
      expect((await room.filesOf(ben))['Material/sheet/a.txt']).toBe('one');

      const started = await room.teacher.call<{ job_id: string; collection_id: string }>('POST', room.at('/reset'), {
        ...{ type: 'dev', mode: 'data', all: true, expected: 2, collect_first: true },
      });
      expect(await room.job(started)).toMatchObject({ state: 'done', done: 2 });
      const id = started.body.collection_id;
      await until('the ZIP is made', 30, async () => {
        const { body } = await room.teacher.call<CollectionsResponse>('GET', room.at('/collections'));
        return body.collections.some((collection) => collection.id === id && collection.state === 'ready');
      });
      const answer = await fetch(`${product.url}/api${room.at(`/collection/${id}/file`)}`, {
        headers: { authorization: `Bearer ${room.teacher.token}` },
      });
      const names = Object.keys(await filesOfZip(Buffer.from(await answer.arrayBuffer())));
      for (const person of ['ann', 'ben'])
        expect(names).toContainEqual(
          expect.stringMatching(new RegExp(`/${person} \\(${person}\\)/Material/sheet/a.txt$`)),
        );
      expect(await product.spawner.app.get(VolumeStore).list()).toEqual([]);
      expect((await ann.launch('dev')).status).toBe(200);
      expect(await room.filesOf(ann)).toEqual({ 'Material/sheet/a.txt': 'one' });
    }, 120_000);

    it('collected while paused: the container runs again afterwards', async () => {
      const [ann] = room.pupils as [Person, Person];
      expect(
        await room.job(
          await room.teacher.call('POST', room.at('/collections'), {
            ...{ type: 'dev', user_ids: [ann.user.id], pause: true },
          }),
        ),
      ).toMatchObject({ state: 'done', done: 1 });
      expect((await ann.open(`/${ann.user.slug}-dev/`)).status).toBe(200);
    }, 60_000);

    it('stopped while it is collected: it stays stopped, and all is collected', async () => {
      const [ann] = room.pupils as [Person, Person];
      const volumes = product.spawner.app.get(VolumeStore);
      const real = volumes.export.bind(volumes);
      let stopped: ReturnType<typeof ann.call> | undefined;
      const read = jest.spyOn(volumes, 'export').mockImplementationOnce(async (volume) => {
        stopped = ann.call('POST', '/container/stop/dev');
        await stopped;
        return real(volume);
      });
      expect(
        await room.job(
          await room.teacher.call('POST', room.at('/collections'), {
            ...{ type: 'dev', user_ids: [ann.user.id], pause: true },
          }),
        ),
      ).toMatchObject({ state: 'done', done: 1 });
      read.mockRestore();
      expect(await stopped).toMatchObject({ status: 200, body: { status: 'stopped' } });
      expect((await ann.detail('dev')).status).toBe('stopped');
      expect((await ann.launch('dev')).status).toBe(200);
    }, 60_000);

    it('handed out to those who launched before: the engine unpacks once for each, and makes one helper where the container is gone', async () => {
      const [ann, ben] = room.pupils as [Person, Person];
      expect((await ben.launch('dev')).status).toBe(200);
      expect((await ben.call('DELETE', '/container/dev')).status).toBe(200);
      const { body } = await room.upload({ name: 'late', file: 'b.txt' }, 'two');
      engine.calls.length = 0;
      expect(await room.deliver(body)).toMatchObject({ state: 'done', done: 2 });
      const count = (call: RegExp) =>
        engine.calls.filter((each) => call.test(each) && !each.endsWith(' answered')).length;
      expect({
        unpacked: count(/^PUT .*\/archive/),
        helpers: count(/^POST \/containers\/create/),
        removed: count(/^DELETE \/containers\//),
        // Of ann's by its name, of ben's by its two names.
        inspected: count(/^GET \/containers\/[^/]+\/json/),
      }).toEqual({ unpacked: 2, helpers: 1, removed: 1, inspected: 3 });
      for (const person of [ann, ben]) expect((await room.filesOf(person))['Material/late/b.txt']).toBe('two');
    }, 60_000);
  });
});
