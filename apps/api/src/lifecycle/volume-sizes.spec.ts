import { afterEach, beforeEach, describe, expect, it, jest } from '@jest/globals';
import { Loops } from '../background/loops.js';
import { type ContainerKey, formatKey } from '../container-ref/container-ref.js';
import type { LaunchProgressStore } from '../containers/launch/launch-progress-store.js';
import type { StoredSizes } from '../containers/stored-sizes.js';
import type { VolumeStore } from '../runtime/volume-store.js';
import { VolumeSizes } from './volume-sizes.js';

const MINUTES = 60_000;

describe('VolumeSizes', () => {
  beforeEach(() => {
    jest.useFakeTimers();
  });
  afterEach(() => {
    jest.useRealTimers();
  });

  /** Volumes whose measurement takes a fixed time; a new one appears with every launch. */
  function start(takesMs: number, isRunning = true) {
    const names = ['volume0'];
    const seen = { measurements: 0, atOnce: 0, most: 0, lists: [] as string[], written: 0, isWhole: true };
    const stored = new Map<string, number | null | undefined>();
    let step: (key: ContainerKey, progress: { phase: string }) => void = () => undefined;
    const volumes = {
      list: (key?: ContainerKey) => {
        seen.lists.push(key ? formatKey(key) : 'all');
        return Promise.resolve(
          names
            .map((name, userId) => ({ name, path: `/${name}`, userId, type: 'dev' }))
            .filter(({ userId }) => !key || key.userId === userId),
        );
      },
      isWhole: () => Promise.resolve(seen.isWhole),
      measure: async (signal: AbortSignal) => {
        seen.measurements += 1;
        seen.most = Math.max(seen.most, (seen.atOnce += 1));
        await new Promise<void>((resolve, reject) => {
          setTimeout(resolve, takesMs);
          signal.addEventListener('abort', () => reject(new Error('aborted')));
        });
        seen.atOnce -= 1;
        return new Map(names.map((name) => [name, 7]));
      },
    };
    const rows = {
      allKept: () => Promise.resolve(new Map()),
      uploads: () => Promise.resolve([]),
      forgetUploads: () => Promise.resolve(),
      anyRunning: () => Promise.resolve(isRunning),
      markAllKept: (all: (ContainerKey & { kept: { bytes: number | null }[] })[]) => {
        seen.written += all.length;
        for (const { kept, ...key } of all) stored.set(formatKey(key), kept[0]?.bytes);
        return Promise.resolve();
      },
    };
    const launches = {
      subscribe: (listener: typeof step) => {
        step = listener;
        return () => undefined;
      },
    };
    const loops = new Loops();
    const sizes = new VolumeSizes(
      rows as unknown as StoredSizes,
      volumes as unknown as VolumeStore,
      launches as unknown as LaunchProgressStore,
      loops,
    );
    sizes.onApplicationBootstrap();
    const launch = (): void => {
      step({ userId: names.length, type: 'dev' }, { phase: 'start' });
      names.push(`volume${String(names.length)}`);
    };
    return { seen, stored, sizes, loops, launch, names };
  }

  it('fast engine: a new volume is listed alone, and measured within seconds', async () => {
    const { seen, stored, launch, loops } = start(10);
    await jest.advanceTimersByTimeAsync(5000);
    expect(seen.lists).toEqual(['all', 'all']);
    launch();
    await jest.advanceTimersByTimeAsync(5000);
    expect(seen.lists).toEqual(['all', 'all', '1/dev', 'all']);
    expect([...stored.values()]).toEqual([7, 7]);
    loops.onModuleDestroy();
  });

  it('volume is gone from the list: forgotten, unless a machine that may have it is away', async () => {
    const { seen, names, loops } = start(10);
    await jest.advanceTimersByTimeAsync(5000);
    names.length = 0;
    seen.isWhole = false;
    const before = seen.written;
    await jest.advanceTimersByTimeAsync(10 * MINUTES);
    expect(seen.written).toBe(before);
    seen.isWhole = true;
    await jest.advanceTimersByTimeAsync(10 * MINUTES);
    expect(seen.written).toBe(before + 1);
    loops.onModuleDestroy();
  });

  it('class that launches for ten seconds: nothing is measured before its last launch', async () => {
    const { seen, stored, launch, loops } = start(10);
    await jest.advanceTimersByTimeAsync(5000);
    for (let launches = 0; launches < 20; launches += 1) {
      launch();
      await jest.advanceTimersByTimeAsync(500);
    }
    expect(seen.measurements).toBe(1);
    await jest.advanceTimersByTimeAsync(5000);
    expect(seen.measurements).toBe(2);
    expect([...stored.values()]).not.toContain(null);
    loops.onModuleDestroy();
  });

  it('measurement of three minutes, 60 new volumes in an hour: listed at once, measured once an hour, never twice at once', async () => {
    const { seen, stored, launch, loops } = start(3 * MINUTES);
    for (let minute = 0; minute < 60; minute += 1) {
      launch();
      await jest.advanceTimersByTimeAsync(MINUTES);
      expect(stored.size).toBe(minute + 2);
    }
    expect(seen).toMatchObject({ measurements: 1, most: 1 });
    await jest.advanceTimersByTimeAsync(15 * MINUTES);
    expect(seen).toMatchObject({ measurements: 2, most: 1 });
    expect([...stored.values()]).not.toContain(null);
    loops.onModuleDestroy();
  });

  it('nothing runs: what was measured once is neither listed nor measured nor written again', async () => {
    const { seen, loops } = start(10, false);
    await jest.advanceTimersByTimeAsync(5000);
    const before = { ...seen, lists: [...seen.lists] };
    expect(before.measurements).toBe(1);
    await jest.advanceTimersByTimeAsync(60 * MINUTES);
    expect(seen).toEqual(before);
    loops.onModuleDestroy();
  });

  it('something runs: measured again, written only where a size has changed', async () => {
    const { seen, loops } = start(10);
    await jest.advanceTimersByTimeAsync(5000);
    const { written } = seen;
    await jest.advanceTimersByTimeAsync(20 * MINUTES);
    expect(seen.measurements).toBeGreaterThan(2);
    expect(seen.written).toBe(written);
    loops.onModuleDestroy();
  });

  it('end of the process: the measurement in progress is given up', async () => {
    const { seen, sizes, loops } = start(30 * MINUTES);
    await jest.advanceTimersByTimeAsync(2000);
    expect(seen.measurements).toBe(1);
    loops.onModuleDestroy();
    sizes.onModuleDestroy();
    await loops.beforeApplicationShutdown();
  });
});
