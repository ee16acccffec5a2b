import { once } from 'node:events';
import { describe, expect, it } from '@jest/globals';
import type { PinoLogger } from 'nestjs-pino';
import type { DataSource } from 'typeorm';
import { SettingsError } from '../../src/config/settings.error.js';
import { Settings } from '../../src/config/settings.js';
import { AppError } from '../../src/errors/app-error.js';
import { HostCheck } from '../../src/runtime/host-check.js';
import type { HostProbe } from '../../src/runtime/host-probe.js';
import type { RuntimeHealth } from '../../src/runtime/runtime-health.js';
import type { TemplateCatalogue } from '../../src/templates/template-catalogue.js';

describe('HostCheck', () => {
  let printed: string[];
  let onPrinted: () => void;
  let back: () => void;

  const start = (check: HostProbe['check']) => {
    printed = [];
    onPrinted = () => undefined;
    const print = (line: string) => {
      printed.push(line);
      onPrinted();
    };
    const onChange = (listener: () => void) => {
      back = listener;
      return () => undefined;
    };
    return new HostCheck(
      {
        check,
        disk: () => Promise.resolve(null),
        findings: () => Promise.resolve([]),
        nodes: () => Promise.resolve([]),
        setDraining: () => Promise.resolve(),
      },
      { away: new AbortController().signal, awaySince: null, onChange } as unknown as RuntimeHealth,
      { all: () => [] } as unknown as TemplateCatalogue,
      { query: () => Promise.resolve([{ count: '30' }]) } as unknown as DataSource,
      Settings.from({}, '/'),
      { setContext: () => undefined, warn: print, error: print } as unknown as PinoLogger,
    ).onApplicationBootstrap();
  };

  it('host that is too small for all users: a warning', async () => {
    await start((_, people) => Promise.resolve([`too small for ${String(people)}`]));
    expect(printed).toEqual(['too small for 30']);
  });

  it('engine away at the start: Spawner starts, and the host is checked when the engine answers', async () => {
    let answer: () => Promise<readonly string[]> = () => Promise.reject(new AppError('runtime_unreachable'));
    await start(() => answer());
    expect(printed).toEqual([]);

    answer = () => Promise.resolve(['too small']);
    const warned = new Promise<void>((resolve) => (onPrinted = resolve));
    back();
    await warned;
    expect(printed).toEqual(['too small']);
  });

  it('host that is refused when the engine answers later: Spawner ends', async () => {
    let answer: () => Promise<readonly string[]> = () => Promise.reject(new AppError('runtime_unreachable'));
    await start(() => answer());
    answer = () => Promise.reject(new SettingsError(['template.json: no']));
    const ended = once(process, 'SIGTERM');
    back();
    await ended;
    expect(printed).toEqual([expect.stringContaining('template.json: no')]);
  });

  it('template that cannot run here: Spawner does not start', async () => {
    await expect(start(() => Promise.reject(new SettingsError(['template.json: no'])))).rejects.toThrow(
      'template.json: no',
    );
  });
});
