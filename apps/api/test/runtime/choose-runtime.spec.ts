import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { Settings } from '../../src/config/settings.js';
import { chooseRuntime } from '../../src/runtime/choose-runtime.js';
import { devTemplate } from './dev-template.js';

const production = {
  NODE_ENV: 'production',
  PUBLIC_URL: 'https://spawner.test',
  DATABASE_URL: 'postgres://spawner:J7mQx2Lr@localhost/spawner',
  JWT_SECRET_KEY: 'f'.repeat(64),
  OUTBOX: 'true',
};

describe('chooseRuntime', () => {
  let data: string;

  beforeAll(async () => {
    data = await mkdtemp(join(tmpdir(), 'spawner-choice-'));
  });
  afterAll(() => rm(data, { recursive: true }));

  it.each([
    ['auto, no engine, new installation', {}, { engine: false, earlier: [] }, 'process'],
    ['auto, no engine, earlier processes', {}, { engine: false, earlier: ['process'] }, 'process'],
    ['auto, no engine, earlier containers', {}, { engine: false, earlier: ['docker', 'process'] }, 'docker'],
    ['auto, engine that may still be starting', {}, { engine: true, earlier: ['process'] }, 'docker'],
    ['auto in production, no engine', production, { engine: false, earlier: [] }, 'docker'],
    ['docker, no engine', { RUNTIME: 'docker' }, { engine: false, earlier: [] }, 'docker'],
    [
      'process, engine and earlier containers',
      { RUNTIME: 'process' },
      { engine: true, earlier: ['docker'] },
      'process',
    ],
  ] as const)('%s', (_, environment, { engine, earlier }, kind) => {
    const settings = Settings.from({ DATA_DIR: data, ...environment }, data);
    const installation = { id: '0', runtimes: earlier };
    const { containers } = chooseRuntime({ settings, installation, templates: devTemplate }, engine);
    expect(containers.kind).toBe(kind);
  });
});
