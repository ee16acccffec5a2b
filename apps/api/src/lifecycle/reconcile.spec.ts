import { describe, expect, it } from '@jest/globals';
import type { Instance, InstanceState } from '../runtime/container-runtime.js';
import { reconcile } from './reconcile.js';

const instance = (state: InstanceState, id = 'c1'): Instance => ({
  userId: 1,
  type: 'dev',
  id,
  name: 'user-test-dev-1',
  image: 'image',
  state,
  exitCode: null,
  outOfMemory: false,
  address: null,
  createdAt: new Date(0),
});

describe('reconcile', () => {
  it.each([
    ['running', 'running', 'none'],
    ['running', 'exited', 'seen stopped'],
    ['stopped', 'running', 'seen running'],
    ['starting', 'running', 'seen running'],
    ['not_created', 'created', 'seen stopped'],
    ['error', 'running', 'none'],
  ] as const)('row %s, container %s → %s', (status, state, expected) => {
    const correction = reconcile({ status, containerId: 'c1' }, instance(state));
    expect(correction.kind === 'seen' ? `seen ${correction.status}` : correction.kind).toBe(expected);
  });

  it.each([
    ['running', 'absent'],
    ['stopped', 'absent'],
    ['starting', 'absent'],
    ['error', 'none'],
    ['not_created', 'none'],
  ] as const)('row %s, no container → %s', (status, expected) => {
    expect(reconcile({ status, containerId: 'c1' }, null).kind).toBe(expected);
  });

  it('takes a container of another id for a new one, whatever the row says', () => {
    expect(reconcile({ status: 'error', containerId: 'old' }, instance('running', 'new'))).toEqual({
      kind: 'seen',
      status: 'running',
    });
  });
});
