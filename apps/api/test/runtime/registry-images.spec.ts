import { chmod, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { docker } from '../../../tests/kit/src/docker.js';
import { dockerClient } from '../../src/runtime/docker/docker-client.js';
import { dockerRuntime } from '../../src/runtime/docker/docker-runtime.js';
import { withEngine } from '../with-engine.js';
import { devTemplate } from './dev-template.js';
import { type Registry, startRegistry } from './registry.js';

const LOGIN = 'ann:secret';
const auth = Buffer.from(LOGIN).toString('base64');

withEngine(() => {
  describe('image of a registry that wants a login', () => {
    let registry: Registry;
    /** What DOCKER_CONFIG names. */
    let folder: string;
    let path: string | undefined;
    const at = (repository: string) => `${registry.address}/${repository}`;
    const images = () =>
      dockerRuntime(dockerClient(null), {
        ...{ installation: 'registry', network: 'unused', subnet: null, imagePatienceMs: 60_000 },
        publish: () => false,
        dockerConfig: folder,
      }).images;
    const pulled = () => ({ ...devTemplate(`${at('app')}:latest`), folder: '/nonexistent' });
    const prepare = (template = pulled()) => images().prepare(template, () => undefined);
    const config = (content: unknown) => writeFile(join(folder, 'config.json'), JSON.stringify(content));

    beforeEach(async () => {
      registry = await startRegistry(LOGIN);
      await registry.put('app', 'page', 'one');
      folder = await mkdtemp(join(tmpdir(), 'spawner-docker-config-'));
      path = process.env['PATH'];
    });
    afterEach(async () => {
      process.env['PATH'] = path;
      await docker(['image', 'rm', '--force', at('app'), at('base'), at('built')]).catch(() => undefined);
      await registry.close();
      await rm(folder, { recursive: true });
    });

    it('without a login: fails with what the registry says', async () => {
      await expect(prepare()).rejects.toMatchObject({
        code: 'image_pull_failed',
        facts: {
          image: `${at('app')}:latest`,
          reason: expect.stringMatching(/no basic auth credentials|unauthorized/i),
        },
      });
    });

    it('image that the registry does not have: fails with what the registry says', async () => {
      await config({ auths: { [registry.address]: { auth } } });
      const absent = { ...pulled(), image: `${at('absent')}:latest` };
      await expect(prepare(absent)).rejects.toMatchObject({
        facts: { reason: expect.stringMatching(/not found|unknown/i) },
      });
    });

    it.each([
      ['host', (address: string) => address],
      ['URL', (address: string) => `http://${address}/v1/`],
    ])('login in config.json by %s: used', async (_, key) => {
      await config({ auths: { [key(registry.address)]: { auth } } });
      await prepare();
      expect(registry.requests.map(({ user }) => user)).toContain('ann');
    });

    it.each([
      ['credHelpers', () => ({ credHelpers: { [registry.address]: 'test' } })],
      ['credsStore', () => ({ credsStore: 'test', auths: { [registry.address]: {} } })],
    ])('login in a helper of %s: used', async (_, content) => {
      const helper = join(folder, 'docker-credential-test');
      const answer = JSON.stringify({ ServerURL: 'x', Username: 'ann', Secret: 'secret' });
      await writeFile(
        helper,
        `#!/bin/sh\nread server\ntest "$1 $server" = "get ${registry.address}" && echo '${answer}'\n`,
      );
      await chmod(helper, 0o755);
      process.env['PATH'] = `${folder}:${path ?? ''}`;
      await config(content());
      await prepare();
      expect(registry.requests.map(({ user }) => user)).toContain('ann');
    });

    it.each([
      ['helper that is not there', { credsStore: 'absent' }],
      ['helper whose name is a path', { credsStore: '../../bin/sh' }],
      ['file that is not JSON', null],
    ])('%s: fails as without a login', async (_, content) => {
      if (content) await config(content);
      else await writeFile(join(folder, 'config.json'), '{');
      await expect(prepare()).rejects.toMatchObject({ code: 'image_pull_failed' });
      expect(registry.requests.every(({ user }) => user === null)).toBe(true);
    });

    it('base image of a build: pulled with the login, its progress is shown', async () => {
      await config({ auths: { [registry.address]: { auth } } });
      await registry.put('base', 'page', 'base');
      await writeFile(
        join(folder, 'Dockerfile'),
        `ARG BASE_IMAGE=${at('base')}\nFROM \${BASE_IMAGE}\nLABEL built=yes\n`,
      );
      const details: (string | null)[] = [];
      await images().prepare({ ...devTemplate(`${at('built')}:latest`), folder }, ({ detail }) => details.push(detail));
      expect(details.join()).toMatch(/Pull complete/);
      expect(await docker(['image', 'inspect', '--format', '{{.Config.Labels.built}}', at('built')])).toBe('yes');
    });

    it('refresh: fetches what the tag means by now; without the registry the image stays', async () => {
      await config({ auths: { [registry.address]: { auth } } });
      await prepare();
      const before = await images().currentId(pulled());
      await images().refresh(pulled());
      expect(await images().currentId(pulled())).toBe(before);
      await registry.put('app', 'page', 'two');
      await images().refresh(pulled());
      const after = await images().currentId(pulled());
      expect(after).not.toBe(before);
      await registry.close();
      await expect(images().refresh(pulled())).rejects.toMatchObject({ code: 'image_pull_failed' });
      await prepare();
      expect(await images().currentId(pulled())).toBe(after);
    });
  });
});
