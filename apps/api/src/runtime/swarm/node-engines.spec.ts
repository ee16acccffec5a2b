import { describe, expect, it } from '@jest/globals';
import type Docker from 'dockerode';
import { AppError } from '../../errors/app-error.js';
import { NodeEngines } from './node-engines.js';

/** An engine that says which node it is. */
const engineOf = (id: string): Docker =>
  ({
    info: () => Promise.resolve({ Name: id, Swarm: { NodeID: id, NodeAddr: '192.0.2.1', ControlAvailable: true } }),
  }) as unknown as Docker;

const enginesOf = (...ids: string[]): NodeEngines =>
  new NodeEngines(
    ids.map((id) => `unix:///${id}`),
    (address) => engineOf(address.replace('unix:///', '')),
  );

describe('engines of a swarm', () => {
  it('engine that was late once, and answers: used at once', async () => {
    const engines = enginesOf('a', 'b');
    const [late] = await engines.all();
    if (!late) throw new Error('no engine');
    expect(await engines.on(late, () => Promise.reject(new Error('socket hang up')))).toBeNull();
    expect((await engines.all()).map(({ id }) => id)).toEqual(['b']);
    expect((await engines.of('a'))?.id).toBe('a');
    expect((await engines.all()).map(({ id }) => id)).toEqual(['a', 'b']);
  });

  it('manager without a leader: the next one is called first, and its own containers are still looked at', async () => {
    const engines = enginesOf('a', 'b');
    const called: string[] = [];
    const call = (docker: Docker) => {
      const id = docker === first?.docker ? 'a' : 'b';
      called.push(id);
      const reason = 'The swarm does not have a leader';
      return id === 'a' ? Promise.reject(new AppError('runtime_failed', { reason })) : Promise.resolve(id);
    };
    const [first] = await engines.all();
    expect(await engines.manage(call)).toBe('b');
    expect(await engines.manage(call)).toBe('b');
    expect(called).toEqual(['a', 'b', 'b']);
    expect((await engines.all()).map(({ id }) => id)).toEqual(['a', 'b']);
  });
});
