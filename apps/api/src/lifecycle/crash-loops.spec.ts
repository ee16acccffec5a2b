import { describe, expect, it } from '@jest/globals';
import type { ContainerInfo } from 'dockerode';
import type { Instance } from '../runtime/container-runtime.js';
import { fromListing } from '../runtime/docker/docker-instance.js';
import { CrashLoops } from './crash-loops.js';

const container = (restarts: number | null, id = 'c1') => ({ id, restarts }) as Instance;
/** As in a list of Docker: from `fromListing`, so that the test fails when that invents a count again. */
const listed = (): Instance =>
  fromListing(
    {
      Id: 'c1',
      Names: ['/c1'],
      Image: 'i',
      State: 'running',
      Status: 'Up 1 second',
      Created: 0,
      Labels: {},
      Ports: [],
      NetworkSettings: { Networks: {} },
    } as unknown as ContainerInfo,
    'n',
  );
const at = (seconds: number): Date => new Date(seconds * 1000);

describe('CrashLoops', () => {
  it('five restarts within a minute: a crash loop', () => {
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

  it('restarts that are further apart, or before the first count: no crash loop', () => {
    const loops = new CrashLoops();
    expect([0, 1, 2, 3, 4, 5, 6].some((restarts) => loops.isFailing(container(restarts), at(restarts * 61)))).toBe(
      false,
    );
    expect(loops.isFailing(container(100, 'c2'), at(0))).toBe(false);
  });

  it('one crash a day, lists and inspections in turn: no crash loop', () => {
    const loops = new CrashLoops();
    const verdicts = [1, 2, 3, 4, 5].flatMap((day) => [
      loops.isFailing(listed(), at(day * 86_400)),
      loops.isFailing(container(day), at(day * 86_400 + 1)),
      loops.isFailing(listed(), at(day * 86_400 + 10)),
    ]);
    expect(verdicts).not.toContain(true);
  });

  it('five crashes within a minute, lists and inspections in turn: a crash loop', () => {
    const loops = new CrashLoops();
    const verdicts = [0, 1, 2, 3, 4, 5].map((restarts) => {
      loops.isFailing(listed(), at(restarts * 10));
      return loops.isFailing(container(restarts), at(restarts * 10 + 1));
    });
    expect(verdicts).toEqual([false, false, false, false, false, true]);
  });

  it('five crashes within a minute after a quiet hour: a crash loop', () => {
    const loops = new CrashLoops();
    loops.isFailing(container(0), at(0));
    const verdicts = [1, 2, 3, 4, 5].map((restarts) => loops.isFailing(container(restarts), at(3600 + restarts)));
    expect(verdicts).toEqual([false, false, false, false, true]);
  });

  it('five crashes in a week that no inspection saw: no crash loop', () => {
    const loops = new CrashLoops();
    loops.isFailing(container(0), at(0));
    expect(loops.isFailing(container(5), at(7 * 86_400))).toBe(false);
  });

  it('start by hand, another container, or a forgotten one: counted anew', () => {
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
