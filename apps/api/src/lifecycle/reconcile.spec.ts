import { describe, expect, it } from '@jest/globals';
import type { ContainerStatus } from '@spawner/contracts';
import type { Instance, InstanceState } from '../runtime/container-runtime.js';
import { type Correction, reconcile, type Remembered } from './reconcile.js';

const instance = (state: InstanceState, id = 'c1'): Instance => ({
  userId: 1,
  type: 'dev',
  id,
  name: 'user-test-dev-1',
  image: 'image',
  state,
  exitCode: null,
  outOfMemory: false,
  imageId: null,
  specHash: null,
  health: null,
  port: 8080,
  keptPrefix: '',
  address: null,
  memoryBytes: null,
  restarts: 0,
  ...{ node: null, waitsFor: null },
  createdAt: new Date(0),
});
const row = (status: ContainerStatus, more: Partial<Remembered> = {}): Remembered => ({
  status,
  intent: null,
  containerId: 'c1',
  failure: status === 'error' ? { code: 'not_listening' } : null,
  ...more,
});
const words = (correction: Correction): string => Object.values(correction).join(' ');

describe('reconcile', () => {
  it.each([
    ['running', 'running', 'none'],
    ['running', 'exited', 'rests stopped ended'],
    ['running', 'paused', 'rests paused ended'],
    ['running', 'restarting', 'none'],
    ['paused', 'paused', 'none'],
    ['paused', 'running', 'perform launch'],
    ['paused', 'exited', 'rests stopped ended'],
    ['stopped', 'running', 'perform launch'],
    ['stopped', 'created', 'none'],
    ['starting', 'exited', 'rests stopped ended'],
    ['not_created', 'created', 'rests stopped ended'],
    ['error', 'running', 'perform launch'],
    ['error', 'restarting', 'none'],
    ['error', 'exited', 'none'],
  ] as const)('row %s, container %s → %s', (status, state, expected) => {
    expect(words(reconcile(row(status), instance(state)))).toBe(expected);
  });

  it.each([
    ['running', 'absent'],
    ['paused', 'absent'],
    ['stopped', 'absent'],
    ['starting', 'absent'],
    ['error', 'none'],
    ['not_created', 'none'],
  ] as const)('row %s, no container → %s', (status, expected) => {
    expect(words(reconcile(row(status), null))).toBe(expected);
  });

  it.each([null, instance('running'), instance('exited')])(
    'operation left by a process that has ended: is continued',
    (left) => {
      expect(words(reconcile(row('starting', { intent: 'recreate' }), left))).toBe('perform recreate');
      expect(words(reconcile(row('stopping', { intent: 'idle_stop' }), left))).toBe('perform idle_stop');
    },
  );

  it('container with another id than in the row: a new one, whatever the status', () => {
    expect(words(reconcile(row('error', { containerId: 'old' }), instance('running')))).toBe('perform launch');
    expect(words(reconcile(row('stopped', { containerId: 'old' }), instance('exited')))).toBe('rests stopped ended');
  });

  it('error that only said that the runtime was away: is corrected', () => {
    const away = row('error', { failure: { code: 'runtime_unreachable' } });
    expect(words(reconcile(away, instance('running')))).toBe('perform launch');
    expect(words(reconcile(away, null))).toBe('absent');
  });

  it('container that fails again and again: is ended once', () => {
    expect(words(reconcile(row('running'), instance('restarting'), true))).toBe('failing');
    expect(words(reconcile(row('error'), instance('exited'), true))).toBe('none');
  });
});
