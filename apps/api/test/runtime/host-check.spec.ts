import { describe, expect, it } from '@jest/globals';
import type { PinoLogger } from 'nestjs-pino';
import type { DataSource } from 'typeorm';
import { SettingsError } from '../../src/config/settings.error.js';
import { AppError } from '../../src/errors/app-error.js';
import type { ContainerRuntime } from '../../src/runtime/container-runtime.js';
import { HostCheck } from '../../src/runtime/host-check.js';
import type { TemplateCatalogue } from '../../src/templates/template-catalogue.js';

describe('HostCheck', () => {
  const said: string[] = [];
  const start = (checkHost: (templates: unknown, people: number) => Promise<readonly string[]>) => {
    said.length = 0;
    return new HostCheck(
      { checkHost } as unknown as ContainerRuntime,
      { all: () => [] } as unknown as TemplateCatalogue,
      { query: () => Promise.resolve([{ count: '30' }]) } as unknown as DataSource,
      { setContext: () => undefined, warn: (line: string) => said.push(line) } as unknown as PinoLogger,
    ).onApplicationBootstrap();
  };

  it('says what an operator should change, with all users in mind', async () => {
    await start((_, people) => Promise.resolve([`too small for ${String(people)}`]));
    expect(said).toEqual(['too small for 30']);
  });

  it('lets Spawner start while the engine is away', async () => {
    await start(() => Promise.reject(new AppError('runtime_unreachable')));
    expect(said).toEqual([expect.stringContaining('runtime_unreachable')]);
  });

  it('does not let it start with a template that cannot run here', async () => {
    await expect(start(() => Promise.reject(new SettingsError(['template.json: no'])))).rejects.toThrow(
      'template.json: no',
    );
  });
});
