import { chmod, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { RegistryCredentials } from '@spawner/engine';

describe('logins for registries', () => {
  let folder: string;
  let path: string | undefined;
  const problems: string[] = [];
  const report = (problem: string) => problems.push(problem);
  const config = (content: string) => writeFile(join(folder, 'config.json'), content);
  const helper = async (script: string) => {
    await config('{"credsStore":"test"}');
    await writeFile(join(folder, 'docker-credential-test'), `#!/bin/sh\n${script}\n`);
    await chmod(join(folder, 'docker-credential-test'), 0o755);
  };

  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), 'spawner-credentials-'));
    path = process.env['PATH'];
    process.env['PATH'] = `${folder}:${path ?? ''}`;
    problems.length = 0;
  });
  afterEach(async () => {
    process.env['PATH'] = path;
    await rm(folder, { recursive: true });
  });

  it.each([
    ['file', () => config('hunter2')],
    ['answer of a helper', () => helper('echo hunter2')],
  ])('%s that is not JSON: no login, and the log does not quote it', async (_, write) => {
    await write();
    expect(await new RegistryCredentials(folder, report).headerFor('registry.example/app')).toBeUndefined();
    expect(problems).toHaveLength(1);
    expect(problems.join()).not.toMatch(/hunt/);
  });

  it('helper whose own child keeps its output open: no login after the deadline', async () => {
    await helper(`sleep 600 & echo $! > ${folder}/pid; wait`);
    expect(await new RegistryCredentials(folder, report, 1000).headerFor('registry.example/app')).toBeUndefined();
    expect(problems).toHaveLength(1);
    process.kill(Number(await readFile(join(folder, 'pid'), 'utf8')));
  });
});
