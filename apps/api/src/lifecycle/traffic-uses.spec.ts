import { afterEach, beforeEach, describe, expect, it, jest } from '@jest/globals';
import { Clock } from '../background/clock.js';
import { Loops } from '../background/loops.js';
import type { UserContainerRepository } from '../containers/user-container.repository.js';
import type { Gateway } from '../gateway/gateway.js';
import type { ContainerRuntime, Instance } from '../runtime/container-runtime.js';
import type { TemplateCatalogue } from '../templates/template-catalogue.js';
import { TrafficUses } from './traffic-uses.js';

const MINUTE_MS = 60_000;
const idle = { pause: 3600, stop: null, remove: null };
const templates = [
  { type: 'code', idle, traffic: 1000 },
  { type: 'dev', idle, traffic: null },
];
/** In each minute, for each container. A text is a failure. */
type Readings = Readonly<Record<string, readonly (number | null | string)[]>>;

describe('TrafficUses', () => {
  let loops: Loops;
  beforeEach(() => {
    jest.useFakeTimers();
    loops = new Loops();
  });
  afterEach(() => {
    loops.onModuleDestroy();
    jest.useRealTimers();
  });

  /** The containers that were found in use in each minute, and how often the engine was asked. */
  async function measure(readings: Readings, { type = 'code', state = 'running', seesMessages = false } = {}) {
    const used: string[][] = [];
    let calls = 0;
    let minute = 0;
    const runtime = {
      capabilities: { pause: true, traffic: true },
      list: () => Promise.resolve(Object.keys(readings).map((id) => ({ id, type, state }))),
      received: ({ id }: Instance) => {
        calls += 1;
        const reading = readings[id]?.[minute] ?? null;
        return typeof reading === 'string' ? Promise.reject(new Error(reading)) : Promise.resolve(reading);
      },
    };
    const rows = {
      markUsed: (uses: { route: Instance }[]) => {
        used.push(uses.map(({ route }) => route.id));
        return Promise.resolve();
      },
    };
    const uses = new TrafficUses(
      rows as unknown as UserContainerRepository,
      runtime as unknown as ContainerRuntime,
      { seesMessages } as Gateway,
      { all: () => templates } as unknown as TemplateCatalogue,
      new Clock(),
      loops,
    );
    uses.onApplicationBootstrap();
    for (; minute < 3; minute += 1) await jest.advanceTimersByTimeAsync(MINUTE_MS);
    return { used, calls };
  }

  it('more data in a minute than the template allows: use; as much: none; the first reading: none', async () => {
    const { used } = await measure({ typist: [50_000, 51_001, 52_002], forgotten: [50_000, 51_000, 52_000] });
    expect(used).toEqual([[], ['typist'], ['typist']]);
  });

  it('container that was started again, whose counter begins anew: no use', async () => {
    const { used } = await measure({ a: [90_000, 3000, 3300] });
    expect(used).toEqual([[], [], []]);
  });

  it('one that cannot be measured: the others are', async () => {
    const { used } = await measure({ broken: ['no', 'no', 'no'], typist: [0, 2000, 4000] });
    expect(used).toEqual([[], ['typist'], ['typist']]);
  });

  it('gateway that sees messages, other template, container that rests: the engine is not asked', async () => {
    for (const options of [{ seesMessages: true }, { type: 'dev' }, { state: 'paused' }]) {
      expect((await measure({ a: [0, 9000, 18_000] }, options)).calls).toBe(0);
    }
  });
});
