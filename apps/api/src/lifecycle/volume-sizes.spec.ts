import { afterEach, beforeEach, describe, expect, it, jest } from '@jest/globals';
import { Loops } from '../background/loops.js';
import type { ContainerChanges } from '../containers/container-changes.js';
import type { UserContainerRepository } from '../containers/user-container.repository.js';
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

  /** Volumes whose measurement takes a fixed time; a new one appears with every change. */
  function start(takesMs: number) {
    const names = ['first'];
    const seen = { measurements: 0, atOnce: 0, most: 0, stored: [] as (number | null)[] };
    let change: () => void = () => undefined;
    const volumes = {
      list: () => Promise.resolve(names.map((name, at) => ({ name, path: `/${name}`, userId: at, type: 'dev' }))),
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
      markAllKept: (all: { kept: { bytes: number | null }[] }[]) => {
        seen.stored = all.map(({ kept }) => kept[0]?.bytes ?? null);
        return Promise.resolve();
      },
    };
    const changes = {
      subscribe: (listener: () => void) => {
        change = listener;
        return () => undefined;
      },
    };
    const loops = new Loops();
    const sizes = new VolumeSizes(
      rows as unknown as UserContainerRepository,
      volumes as unknown as VolumeStore,
      changes as unknown as ContainerChanges,
      loops,
    );
    sizes.onApplicationBootstrap();
    return { seen, sizes, loops, launch: () => (names.push(`volume${String(names.length)}`), change()) };
  }

  it('fast engine: a new volume is measured within seconds', async () => {
    const { seen, launch, loops } = start(10);
    await jest.advanceTimersByTimeAsync(5000);
    launch();
    await jest.advanceTimersByTimeAsync(5000);
    expect(seen.stored).toEqual([7, 7]);
    loops.onModuleDestroy();
  });

  it('class that launches for ten seconds: nothing is measured before its last launch', async () => {
    const { seen, launch, loops } = start(10);
    await jest.advanceTimersByTimeAsync(5000);
    for (let launches = 0; launches < 20; launches += 1) {
      launch();
      await jest.advanceTimersByTimeAsync(500);
    }
    expect(seen.measurements).toBe(1);
    await jest.advanceTimersByTimeAsync(5000);
    expect(seen.measurements).toBe(2);
    expect(seen.stored).not.toContain(null);
    loops.onModuleDestroy();
  });

  it('measurement of three minutes, 60 new volumes in an hour: listed at once, measured once an hour, never twice at once', async () => {
    const { seen, launch, loops } = start(3 * MINUTES);
    for (let minute = 0; minute < 60; minute += 1) {
      launch();
      await jest.advanceTimersByTimeAsync(MINUTES);
      expect(seen.stored).toHaveLength(minute + 2);
    }
    expect(seen).toMatchObject({ measurements: 1, most: 1 });
    await jest.advanceTimersByTimeAsync(15 * MINUTES);
    expect(seen).toMatchObject({ measurements: 2, most: 1 });
    expect(seen.stored).not.toContain(null);
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
