import { afterEach, beforeEach, describe, expect, it, jest } from '@jest/globals';
import { AtMostEvery } from './at-most-every.js';

describe('at most every 250 ms', () => {
  let passed: string[];
  let paced: AtMostEvery<string>;

  beforeEach(() => {
    jest.useFakeTimers();
    passed = [];
    paced = new AtMostEvery(250, (key) => passed.push(key));
  });
  afterEach(() => {
    jest.useRealTimers();
  });

  it('key that comes once: passed on at once', () => {
    paced.request('a');
    jest.advanceTimersByTime(1000);
    expect(passed).toEqual(['a']);
  });

  it('key that comes again and again: once per time, and once after the last', () => {
    for (let ms = 0; ms < 1000; ms += 10) {
      paced.request('a');
      jest.advanceTimersByTime(10);
    }
    expect(passed).toHaveLength(5);
    jest.advanceTimersByTime(1000);
    expect(passed).toHaveLength(5);
    paced.request('a');
    expect(passed).toHaveLength(6);
  });

  it('another key: not held up', () => {
    paced.request('a');
    paced.request('b');
    expect(passed).toEqual(['a', 'b']);
  });

  it('stopped: no timer is left, nothing is passed on later', () => {
    paced.request('a');
    paced.request('a');
    paced.stop();
    expect(jest.getTimerCount()).toBe(0);
    expect(passed).toEqual(['a']);
  });
});
