import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { docker } from '../../../tests/kit/src/docker.js';
import { uniqueId } from '../../../tests/kit/src/run.js';
import { dockerClient } from '../../src/runtime/docker/docker-client.js';
import { DockerImages } from '../../src/runtime/docker/docker-images.js';
import { withEngine } from '../with-engine.js';
import { devTemplate } from './dev-template.js';
import { FakeEngine, lines } from './fake-engine.js';

const BASE = process.env['USER_TEMPLATE_BASE_DEV'] ?? 'nginx:1.29';
const NEEDS_IT = `FROM ${BASE}\nCOPY --chmod=640 page /page\nRUN --mount=type=tmpfs,target=/x echo printed && stat -c %a /page\nUSER 101:101\n`;

describe('Dockerfile that needs BuildKit', () => {
  let folder: string;
  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), 'spawner-buildkit-'));
    await writeFile(join(folder, 'page'), 'x');
    await writeFile(join(folder, 'Dockerfile'), NEEDS_IT);
  });
  afterEach(() => rm(folder, { recursive: true }));

  withEngine(() => {
    const image = `spawner-${uniqueId('b')}:latest`;
    const images = new DockerImages(dockerClient(null), 60_000);
    const template = () => ({ ...devTemplate(image), folder });
    afterEach(() => docker(['image', 'rm', '--force', image]).catch(() => undefined));

    it('engine that has it: built, with steps and output in the progress', async () => {
      const details: string[] = [];
      const percents: (number | null)[] = [];
      await images.prepare(template(), ({ detail, percent }) => {
        details.push(detail ?? '');
        percents.push(percent);
      });
      expect(details).toContainEqual(expect.stringMatching(/^RUN --mount/));
      expect(percents).toContainEqual(expect.closeTo(200 / 3));
      const print = ['run', '--rm', '--entrypoint', 'stat', image, '-c', '%a', '/page'];
      expect(await docker(print)).toBe('640');
      expect(await images.current(template())).not.toBeNull();
    });

    it('command that fails: image_build_failed with what it printed', async () => {
      await writeFile(join(folder, 'Dockerfile'), `${NEEDS_IT}USER root\nRUN echo the reason && exit 7\n`);
      await expect(images.prepare(template(), () => undefined)).rejects.toMatchObject({
        code: 'image_build_failed',
        logTail: expect.arrayContaining(['the reason', expect.stringContaining('exit code: 7')]),
      });
    });
  });

  it('engine without it: buildkit_missing', async () => {
    const engine = await FakeEngine.start();
    engine.on(`GET /images/${BASE}/json`, (response) => response.end('{}'));
    engine.on('POST /build', lines({ error: 'BuildKit is not supported by this daemon' }));
    const images = new DockerImages(engine.docker, 60_000);
    const template = { ...devTemplate('example/x:1'), folder };
    await expect(images.prepare(template, () => undefined)).rejects.toMatchObject({ code: 'buildkit_missing' });
    await engine.close();
  });
});
