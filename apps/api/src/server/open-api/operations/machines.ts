import type { Operations } from '../operation.js';

const machine = {
  id: 'k3v0c1zq5r8m2n7w9x4y6t0pa',
  name: 'server-b',
  state: 'ready',
  manager: true,
  cpus: 4,
  memory_bytes: 16_777_216_000,
  reserved_bytes: 3_221_225_472,
  containers: 12,
  waiting: 0,
} as const;

export const machineOperations: Operations<'machines' | 'drainMachine' | 'resumeMachine'> = {
  machines: {
    summary: 'List the machines of the cluster',
    description: 'For an admin: state, room, and what runs there or waits for it. As seen in the last ten seconds.',
    answer: { machines: [machine] },
  },
  drainMachine: {
    summary: 'Drain a machine',
    description:
      'For an admin. What runs there moves to other machines, or waits for it where its files are only there.',
    answer: { machines: [{ ...machine, state: 'draining', containers: 0, waiting: 12 }] },
    errors: ['invalid_request', 'not_found', 'last_machine', 'runtime_unreachable', 'runtime_failed'],
  },
  resumeMachine: {
    summary: 'Bring a drained machine back',
    description: 'For an admin. What waits for it starts there; what has moved away stays where it is.',
    answer: { machines: [machine] },
    errors: ['invalid_request', 'not_found', 'runtime_unreachable', 'runtime_failed'],
  },
};
