import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { docker } from '../../../tests/kit/src/docker.js';
import { uniqueId } from '../../../tests/kit/src/run.js';
import { dockerClient } from '../../src/runtime/docker/docker-client.js';
import { dockerRuntime } from '../../src/runtime/docker/docker-runtime.js';
import { withEngine } from '../with-engine.js';
import { devTemplate } from './dev-template.js';
import { specOf } from './spec-of.js';

const DOCKERFILE = 'FROM scratch\nCOPY page /page\nUSER 101:101\nCMD ["/page"]\n';

withEngine(() => {
  describe('image of a template that changes', () => {
    const image = `spawner-${uniqueId('r')}`;
    const network = `spawner-${uniqueId('n')}`;
    let folder: string;
    let template: ReturnType<typeof devTemplate>;
    const runtimeNow = () =>
      dockerRuntime(dockerClient(null), {
        ...{ installation: image, network, subnet: null, imagePatienceMs: 60_000, publish: () => false },
      });
    let { containers, images } = runtimeNow();
    const specs = [7, 8, 9].map((userId) => () => specOf(template, { userId, slug: image }));
    const first = () => specs[0]?.() as ReturnType<typeof specOf>;
    const second = () => specs[1]?.() as ReturnType<typeof specOf>;
    const prepare = () => images.prepare(template, () => undefined);
    const idOf = async () => docker(['image', 'inspect', '--format', '{{.Id}}', image]);

    beforeEach(async () => {
      folder = await mkdtemp(join(tmpdir(), 'spawner-renewal-'));
      await writeFile(join(folder, 'Dockerfile'), DOCKERFILE);
      await writeFile(join(folder, 'page'), 'one');
      template = { ...devTemplate(`${image}:latest`), folder, volumes: [] };
      ({ containers, images } = runtimeNow());
    });
    afterEach(async () => {
      for (const spec of specs) await containers.remove(spec().name);
      await docker(['image', 'rm', '--force', image]).catch(() => undefined);
      await docker(['network', 'rm', network]).catch(() => undefined);
      await rm(folder, { recursive: true });
    });

    it('file changed: the next create needs the image again, prepare builds it, the older container is of an older image', async () => {
      await prepare();
      const before = await containers.create(first());
      expect(before.imageId).toBe(await images.currentId(template));
      await writeFile(join(folder, 'page'), 'two, which is longer');
      await expect(containers.create(second())).rejects.toMatchObject({ code: 'image_missing' });
      await prepare();
      expect(await containers.create(second())).toMatchObject({ imageId: await images.currentId(template) });
      expect((await containers.inspect(first().name))?.imageId).not.toBe(await images.currentId(template));
      expect((await containers.list()).map(({ imageId }) => imageId)).toContain(before.imageId);
    });

    it('nothing changed: no build, also by the next process', async () => {
      await prepare();
      const built = await idOf();
      ({ containers, images } = runtimeNow());
      await prepare();
      await containers.create(first());
      expect(await idOf()).toBe(built);
    });

    it('change that cannot be built: containers are created from the older image, and it is not built for each of them', async () => {
      await prepare();
      const built = await idOf();
      await writeFile(join(folder, 'Dockerfile'), `${DOCKERFILE}COPY absent /\n`);
      await expect(containers.create(first())).rejects.toMatchObject({ code: 'image_missing' });
      await prepare();
      await containers.create(first());
      await containers.create(second());
      expect(await idOf()).toBe(built);
      await writeFile(join(folder, 'Dockerfile'), `${DOCKERFILE}LABEL mended=yes\n`);
      await prepare();
      expect(await idOf()).not.toBe(built);
    });

    it('image that was built by hand: kept, whatever changes', async () => {
      await docker(['build', '--quiet', '--tag', image, folder], { env: { ...process.env, DOCKER_BUILDKIT: '0' } });
      const built = await idOf();
      await writeFile(join(folder, 'page'), 'changed');
      await prepare();
      await containers.create(first());
      expect(await idOf()).toBe(built);
    });

    it('settings changed: the container has another hash than a new one would get, until it is created anew', async () => {
      await prepare();
      await containers.create(first());
      const found = await containers.inspect(first().name);
      expect(found?.specHash).toBe(await containers.specHash(first()));
      const changed = { ...first(), labels: { 'traefik.http.routers.user7-dev.rule': 'Host(`new.example`)' } };
      expect(await containers.specHash(changed)).not.toBe(found?.specHash);
      const larger = { ...first(), limits: { ...first().limits, memoryBytes: 64 * 1024 ** 2 } };
      expect(await containers.specHash(larger)).not.toBe(found?.specHash);
      await containers.remove(first().name);
      expect(await containers.create(changed)).toMatchObject({ specHash: await containers.specHash(changed) });
    });
  });
});
