import { afterEach, beforeEach, describe, expect, it, jest } from '@jest/globals';
import { UnusedPreparations } from './unused-preparations.js';

const ANN = 1;
const HOUR_MS = 3_600_000;

describe('UnusedPreparations', () => {
  let unused: UnusedPreparations;

  beforeEach(() => {
    jest.useFakeTimers();
    unused = new UnusedPreparations(20_000);
  });
  afterEach(() => {
    jest.useRealTimers();
  });

  const add = (times: number) => {
    for (let count = 0; count < times; count += 1) unused.add(ANN);
  };

  it('two unused ones: the next is allowed at once', () => {
    add(2);
    expect(unused.allow(ANN)).toBe(true);
  });

  it('every further unused one: twice the wait, for that user', () => {
    add(3);
    expect([unused.allow(ANN), unused.allow(2)]).toEqual([false, true]);
    jest.advanceTimersByTime(20_000);
    expect(unused.allow(ANN)).toBe(true);
    add(1);
    jest.advanceTimersByTime(20_000);
    expect(unused.allow(ANN)).toBe(false);
    jest.advanceTimersByTime(20_000);
    expect(unused.allow(ANN)).toBe(true);
  });

  it('a loop that never launches: at most one an hour in the end', () => {
    add(2000);
    jest.advanceTimersByTime(HOUR_MS - 1);
    expect(unused.allow(ANN)).toBe(false);
    jest.advanceTimersByTime(1);
    expect(unused.allow(ANN)).toBe(true);
  });

  it('one that was used: allowed at once again', () => {
    add(9);
    unused.forget(ANN);
    expect(unused.allow(ANN)).toBe(true);
  });
});
