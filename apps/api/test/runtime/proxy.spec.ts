import { randomBytes } from 'node:crypto';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { docker } from '../../../tests/kit/src/docker.js';
import { Settings } from '../../src/config/settings.js';
import { dockerClient } from '../../src/runtime/docker/docker-client.js';
import { DockerImages } from '../../src/runtime/docker/docker-images.js';
import { withEngine } from '../with-engine.js';
import { devTemplate } from './dev-template.js';

const PROXY = 'http://proxy.test:3128';

withEngine(() => {
  describe('HTTP_PROXY', () => {
    const image = `spawner-proxy-${randomBytes(4).toString('hex')}:latest`;
    let folder: string;

    beforeAll(async () => {
      folder = await mkdtemp(join(tmpdir(), 'spawner-proxy-'));
      const base = process.env['USER_TEMPLATE_BASE_DEV'] ?? 'nginx:1.29';
      await writeFile(join(folder, 'Dockerfile'), `FROM ${base}\nRUN env | grep -i _proxy= | sort > /tmp/proxies\n`);
      const { proxies } = Settings.from({ https_proxy: PROXY, NO_PROXY: '.test' }, folder);
      const images = new DockerImages(dockerClient(null), 60_000, proxies);
      await images.prepare({ ...devTemplate(image), folder }, () => undefined);
    }, 120_000);
    afterAll(async () => {
      await docker(['image', 'rm', '--force', image]);
      await rm(folder, { recursive: true, force: true });
    });

    it('reaches every step of a build, in both spellings', async () => {
      const seen = await docker(['run', '--rm', '--network=none', '--entrypoint=cat', image, '/tmp/proxies']);
      expect(seen.split('\n').sort()).toEqual(
        [`HTTPS_PROXY=${PROXY}`, 'NO_PROXY=.test', `https_proxy=${PROXY}`, 'no_proxy=.test'].sort(),
      );
    });

    it('is neither in the image nor in its containers', async () => {
      expect(await docker(['image', 'inspect', image])).not.toContain('proxy.test');
      expect(await docker(['image', 'history', '--no-trunc', image])).not.toContain('proxy.test');
      expect(await docker(['run', '--rm', '--network=none', '--entrypoint=env', image])).not.toMatch(/_proxy/i);
    });
  });
});
