import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { uniqueId } from '../../../tests/kit/src/run.js';
import { Settings } from '../../src/config/settings.js';
import { dockerClient } from '../../src/runtime/docker/docker-client.js';
import { DockerService } from '../../src/runtime/docker/docker.service.js';
import { withEngine } from '../with-engine.js';
import { devTemplate } from './dev-template.js';

const root = join(__dirname, '../../../..');
const page = readFileSync(join(root, 'docs/security-containers.md'), 'utf8');
/** `Path.of.a.value = json` in backticks, or `none`; `!=` where any other value will do. */
const claims = [...page.matchAll(/`([A-Z][\w.]+) (!?=) ([^`]+)`/g)].map(([, path = '', relation = '', value = '']) => ({
  path,
  relation,
  value,
}));

describe('The table of the CIS Docker Benchmark', () => {
  it('has every recommendation of section 5, each with a value that is checked', () => {
    const rows = page.split('\n').filter((line) => /^\| 5\.\d+ /.test(line));
    expect(rows.map((row) => row.split('|')[1]?.trim())).toEqual(
      Array.from({ length: 31 }, (_, index) => `5.${String(index + 1)}`),
    );
    for (const row of rows) expect(row.split('|')[3]).toMatch(/`[A-Z][\w.]+ !?= [^`]+`/);
  });
});

withEngine(() => {
  describe('A launched container, as the engine shows it', () => {
    const docker = dockerClient(null);
    const template = devTemplate(`spawner-${uniqueId('i')}:latest`);
    const network = `spawner-${uniqueId('n')}`;
    const service = new DockerService(docker, {
      installation: uniqueId('d'),
      network,
      subnet: '10.227.0.48/28',
      limits: Settings.from({}, root).limits,
      imagePatienceMs: 60_000,
      publish: false,
    });
    const spec = { userId: 3, type: 'dev', slug: 'cis', name: 'user-cis-dev-3', template, environment: {}, labels: {} };
    let shown: unknown;

    beforeAll(async () => {
      await service.prepareImage(template, () => undefined);
      await service.start(await service.create(spec));
      shown = await docker.getContainer(spec.name).inspect();
    }, 120_000);

    afterAll(async () => {
      await service.remove(spec.name);
      await service.removeVolumes(spec);
      await docker.getNetwork(network).remove();
      await docker.getImage(template.image).remove({ force: true });
    });

    it.each(claims)('$path $relation $value', ({ path, relation, value }) => {
      const found = path.split('.').reduce<unknown>((at, key) => (at as Record<string, unknown> | null)?.[key], shown);
      // Engines differ in how they say that there is none.
      if (value === 'none') expect(Object.keys(found ?? {})).toEqual([]);
      else if (relation === '=') expect(found).toEqual(JSON.parse(value));
      else expect(found).not.toEqual(JSON.parse(value));
    });
  });
});
