import { describe, expect, it } from '@jest/globals';
import type { ContainerStatus } from '@spawner/contracts';
import fc from 'fast-check';
import { nextRest } from './next-rest.js';

const limits = { pause: 10, stop: 20, remove: 30 };
const row = (status: ContainerStatus, lastUsed: Date | null = new Date(1000)) => ({
  status,
  lastUsed,
  containerId: 'c1',
  statusSince: new Date(5000),
});
const iso = (seconds: number): string => new Date(1000 + seconds * 1000).toISOString();

describe('nextRest', () => {
  it.each([
    ['running', 'pause', 10],
    ['paused', 'stop', 20],
    ['stopped', 'remove', 30],
    ['error', 'remove', 30],
  ] as const)('%s → %s', (status, action, seconds) => {
    expect(nextRest(row(status), limits, true)).toEqual({ action, at: iso(seconds) });
  });

  it.each(['not_created', 'starting', 'stopping'] as const)('%s: nothing comes next', (status) => {
    expect(nextRest(row(status), limits, true)).toBeNull();
  });

  it('launch failed before there was a container: nothing comes next', () => {
    expect(nextRest({ ...row('error', null), containerId: null }, limits, true)).toBeNull();
  });

  it('runtime without pause, or pause turned off: stop comes next', () => {
    expect(nextRest(row('running'), limits, false)).toMatchObject({ action: 'stop' });
    expect(nextRest(row('running'), { ...limits, pause: null }, true)).toMatchObject({ action: 'stop' });
  });

  it('never used: counted from the last change of status', () => {
    expect(nextRest(row('stopped', null), limits, true)).toEqual({ action: 'remove', at: iso(34) });
  });

  it('every limit off: nothing comes next', () => {
    const off = { pause: null, stop: null, remove: null };
    fc.assert(
      fc.property(
        fc.constantFrom<ContainerStatus>('running', 'paused', 'stopped', 'error'),
        fc.boolean(),
        (status, canPause) => nextRest(row(status), off, canPause) === null,
      ),
    );
  });
});
