import { describe, expect, it } from '@jest/globals';
import type { PinoLogger } from 'nestjs-pino';
import type { DataSource } from 'typeorm';
import { SettingsError } from '../../src/config/settings.error.js';
import { AppError } from '../../src/errors/app-error.js';
import { HostCheck } from '../../src/runtime/host-check.js';
import type { HostProbe } from '../../src/runtime/host-probe.js';
import type { RuntimeHealth } from '../../src/runtime/runtime-health.js';
import type { TemplateCatalogue } from '../../src/templates/template-catalogue.js';

describe('HostCheck', () => {
  let said: string[];
  let onSaid: () => void;
  let back: () => void;

  const start = (check: HostProbe['check']) => {
    said = [];
    onSaid = () => undefined;
    const say = (line: string) => {
      said.push(line);
      onSaid();
    };
    const onChange = (listener: () => void) => {
      back = listener;
      return () => undefined;
    };
    return new HostCheck(
      { check },
      { away: new AbortController().signal, awaySince: null, onChange } as unknown as RuntimeHealth,
      { all: () => [] } as unknown as TemplateCatalogue,
      { query: () => Promise.resolve([{ count: '30' }]) } as unknown as DataSource,
      { setContext: () => undefined, warn: say, error: say } as unknown as PinoLogger,
    ).onApplicationBootstrap();
  };

  it('says what an operator should change, with all users in mind', async () => {
    await start((_, people) => Promise.resolve([`too small for ${String(people)}`]));
    expect(said).toEqual(['too small for 30']);
  });

  it('engine away at the start: Spawner starts, and the host is checked when the engine answers', async () => {
    let answer: () => Promise<readonly string[]> = () => Promise.reject(new AppError('runtime_unreachable'));
    await start(() => answer());
    expect(said).toEqual([]);

    answer = () => Promise.resolve(['too small']);
    const heard = new Promise<void>((resolve) => (onSaid = resolve));
    back();
    await heard;
    expect(said).toEqual(['too small']);
  });

  it('does not let it start with a template that cannot run here', async () => {
    await expect(start(() => Promise.reject(new SettingsError(['template.json: no'])))).rejects.toThrow(
      'template.json: no',
    );
  });
});
