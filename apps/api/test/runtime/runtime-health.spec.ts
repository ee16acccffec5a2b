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

  /** @param answer of each check */
  function healthOf(answer: () => Promise<void>) {
    const printed: string[] = [];
    const print = (line: string) => printed.push(line);
    const loops = new Loops();
    const health = new RuntimeHealth(
      { title: 'Docker Engine', ping: () => answer() } as unknown as ContainerRuntime,
      new Clock(),
      loops,
      { setContext: () => undefined, warn: print, info: print } as unknown as PinoLogger,
    );
    return { health, printed, loops };
  }

  const after = (ms: number) => () => new Promise<void>((resolve) => setTimeout(resolve, ms));
  const never = () => new Promise<void>(() => undefined);

  it('runtime away: a warning with the reason, repeated every ten minutes, and a line when it is back', async () => {
    let answer = (): Promise<void> =>
      Promise.reject(new AppError('runtime_unreachable', { reason: 'connect ENOENT /var/run/docker.sock' }));
    const { health, printed, loops } = healthOf(() => answer());

    await health.onApplicationBootstrap();
    expect(printed).toEqual([expect.stringContaining('connect ENOENT /var/run/docker.sock')]);
    await jest.advanceTimersByTimeAsync(25 * MINUTES);
    expect(printed).toHaveLength(3);

    answer = () => Promise.resolve();
    await jest.advanceTimersByTimeAsync(25 * MINUTES);
    expect(printed.slice(3)).toEqual(['Docker Engine answers again']);
    loops.onModuleDestroy();
  });

  it('one answer that takes 8 seconds: nothing is aborted', async () => {
    const answers = [after(5), after(8000), after(5)];
    const { health, loops } = healthOf(() => (answers.shift() ?? after(5))());
    await Promise.all([health.onApplicationBootstrap(), jest.advanceTimersByTimeAsync(MINUTES)]);
    expect(answers).toEqual([]);
    expect(health.away.aborted).toBe(false);
    loops.onModuleDestroy();
  });

  it('fast runtime that stops answering: away after ten seconds, back with its answer', async () => {
    let answer = after(5);
    const { health, loops } = healthOf(() => answer());
    await Promise.all([health.onApplicationBootstrap(), jest.advanceTimersByTimeAsync(MINUTES)]);
    answer = never;
    await jest.advanceTimersByTimeAsync(5000);
    expect(health.away.aborted).toBe(false);
    await jest.advanceTimersByTimeAsync(8000);
    expect(health.away.aborted).toBe(true);
    answer = after(5);
    await jest.advanceTimersByTimeAsync(15_000);
    expect(health.away.aborted).toBe(false);
    loops.onModuleDestroy();
  });

  it('runtime that always takes 12 seconds: it is not away, and a frozen one is after a minute', async () => {
    let answer = after(12_000);
    const { health, loops } = healthOf(() => answer());
    await Promise.all([health.onApplicationBootstrap(), jest.advanceTimersByTimeAsync(5 * MINUTES)]);
    for (let check = 0; check < 20; check += 1) {
      await jest.advanceTimersByTimeAsync(3000);
      expect(health.away.aborted).toBe(false);
    }
    answer = never;
    await jest.advanceTimersByTimeAsync(80_000);
    expect(health.away.aborted).toBe(true);
    loops.onModuleDestroy();
  });
});
