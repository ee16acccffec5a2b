import { afterEach, beforeEach, describe, expect, it, jest } from '@jest/globals';
import type { PinoLogger } from 'nestjs-pino';
import { Clock } from '../../src/background/clock.js';
import { Loops } from '../../src/background/loops.js';
import { AppError } from '../../src/errors/app-error.js';
import type { ContainerRuntime } from '../../src/runtime/container-runtime.js';
import { RuntimeHealth } from '../../src/runtime/runtime-health.js';

const MINUTES = 60_000;

describe('RuntimeHealth', () => {
  beforeEach(() => {
    jest.useFakeTimers();
  });
  afterEach(() => {
    jest.useRealTimers();
  });

  it('runtime away: a warning with the reason, repeated every ten minutes, and a line when it is back', async () => {
    const printed: string[] = [];
    const print = (line: string) => printed.push(line);
    let answer = (): Promise<void> =>
      Promise.reject(new AppError('runtime_unreachable', { reason: 'connect ENOENT /var/run/docker.sock' }));
    const loops = new Loops();
    const health = new RuntimeHealth(
      { title: 'Docker Engine', ping: () => answer() } as unknown as ContainerRuntime,
      new Clock(),
      loops,
      { setContext: () => undefined, warn: print, info: print } as unknown as PinoLogger,
    );

    await health.onApplicationBootstrap();
    expect(printed).toEqual([expect.stringContaining('connect ENOENT /var/run/docker.sock')]);
    await jest.advanceTimersByTimeAsync(25 * MINUTES);
    expect(printed).toHaveLength(3);

    answer = () => Promise.resolve();
    await jest.advanceTimersByTimeAsync(25 * MINUTES);
    expect(printed.slice(3)).toEqual(['Docker Engine answers again']);
    loops.onModuleDestroy();
  });
});
