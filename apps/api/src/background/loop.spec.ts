import { afterEach, beforeEach, describe, expect, it, jest } from '@jest/globals';
import { Logger } from '@nestjs/common';
import { Loop } from './loop.js';

const gate = () => {
  let open: () => void = () => undefined;
  const opened = new Promise<void>((resolve) => (open = resolve));
  return { open, opened };
};

describe('Loop', () => {
  beforeEach(() => {
    jest.useFakeTimers();
  });
  afterEach(() => {
    jest.useRealTimers();
    jest.restoreAllMocks();
  });

  it('run that takes longer than the interval: the next one begins an interval after its end', async () => {
    const { open, opened } = gate();
    let runs = 0;
    const loop = new Loop('test', 10, () => {
      runs += 1;
      return opened;
    });
    loop.start();
    await jest.advanceTimersByTimeAsync(100);
    expect(runs).toBe(1);
    open();
    await jest.advanceTimersByTimeAsync(10);
    expect(runs).toBe(2);
    await loop.stop();
  });

  it('run requested during a run: follows it', async () => {
    const { open, opened } = gate();
    const order: string[] = [];
    const loop = new Loop('test', 10, async () => {
      await opened;
      order.push('whole');
    });
    const whole = loop.run();
    const part = loop.run(() => Promise.resolve(void order.push('part')));
    open();
    await Promise.all([whole, part]);
    expect(order).toEqual(['whole', 'part']);
  });

  it('run requested again while it waits: happens once', async () => {
    const { open, opened } = gate();
    let runs = 0;
    const loop = new Loop('test', 10, async () => {
      runs += 1;
      await opened;
    });
    const first = loop.run();
    await Promise.resolve();
    const waiting = [loop.run(), loop.run(), loop.run()];
    open();
    await Promise.all([first, ...waiting]);
    expect(runs).toBe(2);
    await loop.run();
    expect(runs).toBe(3);
  });

  it('stop: waits for the run in progress, and begins no other', async () => {
    const { open, opened } = gate();
    const order: string[] = [];
    const loop = new Loop('test', 10, async () => {
      await opened;
      order.push('ended');
    });
    loop.start();
    await jest.advanceTimersByTimeAsync(10);
    const waiting = loop.run();
    const stopped = loop.stop().then(() => order.push('stopped'));
    open();
    await Promise.all([stopped, waiting]);
    await jest.advanceTimersByTimeAsync(100);
    expect(order).toEqual(['ended', 'stopped']);
  });

  it('runs that fail: logged once, and again after one that works', async () => {
    const warnings = jest.spyOn(Logger.prototype, 'warn').mockReturnValue(undefined);
    const notes = jest.spyOn(Logger.prototype, 'log').mockReturnValue(undefined);
    let works = false;
    const loop = new Loop('test', 10, () => (works ? Promise.resolve() : Promise.reject(new Error('away'))));
    loop.start();
    await jest.advanceTimersByTimeAsync(50);
    expect(warnings).toHaveBeenCalledTimes(1);
    works = true;
    await jest.advanceTimersByTimeAsync(50);
    expect(notes).toHaveBeenCalledTimes(1);
    works = false;
    await jest.advanceTimersByTimeAsync(50);
    expect(warnings).toHaveBeenCalledTimes(2);
    await loop.stop();
  });
});
