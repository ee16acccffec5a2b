import { describe, expect, it } from '@jest/globals';
import type { Instance } from '../runtime/container-runtime.js';
import { CrashLoops } from './crash-loops.js';

const container = (restarts: number, id = 'c1') => ({ id, restarts }) as Instance;
const at = (seconds: number): Date => new Date(seconds * 1000);

describe('CrashLoops', () => {
  it('finds five restarts within a minute too many', () => {
    const loops = new CrashLoops();
    expect([0, 1, 2, 3, 4, 5].map((restarts) => loops.isFailing(container(restarts), at(restarts)))).toEqual([
      false,
      false,
      false,
      false,
      false,
      true,
    ]);
  });

  it('forgives restarts that are further apart, and an older history', () => {
    const loops = new CrashLoops();
    expect([0, 1, 2, 3, 4, 5, 6].some((restarts) => loops.isFailing(container(restarts), at(restarts * 61)))).toBe(
      false,
    );
    expect(loops.isFailing(container(100, 'c2'), at(0))).toBe(false);
  });

  it('begins anew when somebody has started it by hand, and for another container', () => {
    const loops = new CrashLoops();
    loops.isFailing(container(0), at(0));
    expect(loops.isFailing(container(4), at(1))).toBe(false);
    expect(loops.isFailing(container(0), at(2))).toBe(false);
    expect(loops.isFailing(container(4), at(3))).toBe(false);
    expect(loops.isFailing(container(9, 'c2'), at(3))).toBe(false);
    loops.keepOnly(new Set(['c2']));
    expect(loops.isFailing(container(9), at(4))).toBe(false);
  });
});
