import { describe, expect, it } from '@jest/globals';
import { labels } from '@spawner/engine';
import { fromService } from './swarm-instance.js';
import type { KnownNode, Service, Task } from './swarm-services.js';

const service: Service = {
  ID: 'service',
  CreatedAt: '2026-01-01T00:00:00Z',
  Spec: {
    Name: 'user-ann-dev-1',
    Labels: { [labels.user]: '1', [labels.type]: 'dev', [labels.name]: 'user-ann-dev-1' },
    Mode: { Replicated: { Replicas: 1 } },
  },
};
const nodes = new Map<string, KnownNode>([
  [
    'a',
    {
      id: 'a',
      name: 'node-a',
      address: '10.0.0.1',
      state: 'ready',
      manager: true,
      cpus: 2,
      memoryBytes: 4 * 1024 ** 3,
      joinedAt: new Date(0),
    },
  ],
]);
const task = (ID: string, State: string, DesiredState = 'running'): Task => ({
  ...{ ID, ServiceID: 'service', NodeID: 'a', CreatedAt: '2026-01-01T00:00:00Z', DesiredState },
  Status: { State },
});
const ADDRESS = { host: '172.17.0.2', port: 8080 };
const container = { exitCode: null, outOfMemory: false, health: null };
const running = { ...container, state: 'running', address: ADDRESS } as const;
const created = { ...container, state: 'created', address: null } as const;
const stateOf = (tasks: readonly Task[], seen: Parameters<typeof fromService>[1]['container']) => {
  const { state, address } = fromService(service, { tasks, container: seen, nodes, ended: 0 });
  return { state, address };
};

describe('state of a service', () => {
  it.each(['assigned', 'preparing', 'ready', 'starting', 'running'])(
    'its container runs, and the managers say "%s": it runs',
    (state) => {
      expect(stateOf([task('1', state)], running)).toEqual({ state: 'running', address: ADDRESS });
    },
  );

  it('its container has ended before the managers heard of its start: restarting', () => {
    const exited = { ...container, exitCode: 3, state: 'exited', address: null } as const;
    expect(stateOf([task('1', 'preparing')], exited)).toEqual({ state: 'restarting', address: null });
  });

  it('its container has not begun: created', () => {
    expect(stateOf([task('1', 'preparing')], created)).toEqual({ state: 'created', address: null });
  });

  it('it moves, and the next container is made and not started yet: restarting, not as if it had been stopped', () => {
    const runs = [task('2', 'starting'), task('1', 'shutdown', 'shutdown')];
    expect(stateOf(runs, created)).toEqual({ state: 'restarting', address: null });
  });

  it('container of a run that has failed, beside the next one that has not begun: restarting', () => {
    const runs = [task('2', 'preparing'), task('1', 'failed', 'shutdown')];
    expect(stateOf(runs, running)).toEqual({ state: 'restarting', address: null });
  });
});
