import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { uniqueId } from '../../../tests/kit/src/run.js';
import { Settings } from '../../src/config/settings.js';
import { dockerClient } from '../../src/runtime/docker/docker-client.js';
import { dockerRuntime } from '../../src/runtime/docker/docker-runtime.js';
import { withEngine } from '../with-engine.js';
import { devTemplate } from './dev-template.js';
import { specOf } from './spec-of.js';

const root = join(__dirname, '../../../..');
const page = readFileSync(join(root, 'docs/security-containers.md'), 'utf8');
/** `Path.of.a.value = json` in backticks, or `none`; `!=` where any other value will do. */
const claims = [...page.matchAll(/`([A-Z][\w.]+) (!?=) ([^`]+)`/g)].map(([, path = '', relation = '', value = '']) => ({
  path,
  relation,
  value,
}));

describe('table of the CIS Docker Benchmark', () => {
  it('section 5: every recommendation is in the table, with a checked value', () => {
    const rows = page.split('\n').filter((line) => /^\| 5\.\d+ /.test(line));
    expect(rows.map((row) => row.split('|')[1]?.trim())).toEqual(
      Array.from({ length: 31 }, (_, index) => `5.${String(index + 1)}`),
    );
    for (const row of rows) expect(row.split('|')[3]).toMatch(/`[A-Z][\w.]+ !?= [^`]+`/);
  });
});

withEngine(() => {
  describe('launched container, as the engine reports it', () => {
    const docker = dockerClient(null);
    const template = devTemplate(`spawner-${uniqueId('i')}:latest`);
    const network = `spawner-${uniqueId('n')}`;
    const { containers, images, volumes } = dockerRuntime(docker, {
      installation: uniqueId('d'),
      network,
      subnet: '10.227.0.48/28',
      imagePatienceMs: 60_000,
      publish: () => false,
    });
    const { limits } = Settings.from({}, root);
    const spec = specOf(template, { userId: 3, slug: `cis-${uniqueId('c')}` }, { limits });
    let inspected: unknown;

    beforeAll(async () => {
      await images.prepare(template, () => undefined);
      await containers.start(await containers.create(spec));
      inspected = await docker.getContainer(spec.name).inspect();
    }, 120_000);

    afterAll(async () => {
      await containers.remove(spec.name);
      await volumes.remove(spec);
      await docker.getNetwork(network).remove();
      await docker.getImage(template.image).remove({ force: true });
    });

    it.each(claims)('$path $relation $value', ({ path, relation, value }) => {
      const found = path
        .split('.')
        .reduce<unknown>((at, key) => (at as Record<string, unknown> | null)?.[key], inspected);
      // Engines report an absent value in different ways.
      if (value === 'none') expect(Object.keys(found ?? {})).toEqual([]);
      else if (relation === '=') expect(found).toEqual(JSON.parse(value));
      else expect(found).not.toEqual(JSON.parse(value));
    });
  });
});
