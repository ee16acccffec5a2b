import { describe, expect, it } from '@jest/globals';
import type { Instance } from '../../runtime/container-runtime.js';
import { reasonOfExit } from './exit-watch.js';

const MIB = 1024 ** 2;
const running: Instance = {
  ...{ userId: 7, type: 'dev', id: 'abc', name: 'user-ann-dev-7', image: 'x', createdAt: new Date(0) },
  ...{ state: 'running', exitCode: null, outOfMemory: false, memoryBytes: 128 * MIB, address: null, restarts: 0 },
  ...{ node: null, waitsFor: null },
  ...{ health: null, port: 8080, keptPrefix: '', imageId: 'sha256:1', specHash: null },
};

describe('reasonOfExit', () => {
  it('instance that runs: none', () => {
    expect(reasonOfExit(running)).toBeNull();
  });

  it('instance that ran out of memory: names its own limit, whatever the settings say', () => {
    const ended = { ...running, state: 'exited', exitCode: 137, outOfMemory: true } as const;
    expect(reasonOfExit(ended)).toMatchObject({ code: 'out_of_memory', facts: { memory: 128 } });
  });

  it('instance that was killed, the engine does not know why: its memory is the likely reason', () => {
    const ended = { ...running, state: 'exited', exitCode: 137 } as const;
    expect(reasonOfExit(ended)).toMatchObject({ code: 'container_killed', facts: { memory: 128 } });
    expect(reasonOfExit({ ...ended, memoryBytes: null })).toMatchObject({ code: 'container_exited' });
  });

  it('instance that exited: names the exit code', () => {
    expect(reasonOfExit({ ...running, state: 'exited', exitCode: 3 })).toMatchObject({
      code: 'container_exited',
      facts: { exitCode: 3 },
    });
  });

  it('instance that moves to another machine: none', () => {
    expect(reasonOfExit({ ...running, state: 'restarting', waitsFor: { kind: 'moving' } })).toBeNull();
  });

  it('absent instance: an unknown exit code', () => {
    expect(reasonOfExit(null)).toMatchObject({ code: 'container_exited', facts: { exitCode: '?' } });
  });
});
