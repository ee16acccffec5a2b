import { describe, expect, it } from '@jest/globals';
import { ContainerStatus, type LaunchProgress, liveStates } from '@spawner/contracts';
import fc from 'fast-check';
import { stateAt, type StateFacts } from './live-state.js';

const NOW = new Date('2026-09-01T10:00:00.000Z');
const ago = (seconds: number): Date => new Date(NOW.getTime() - seconds * 1000);

const nothing: StateFacts = {
  ...{ helpAt: null, lastSeenAt: null, status: 'not_created', statusSince: null, lastUsed: null },
  ...{ launch: null, p95: null, waitsFor: null },
};
const launching = (more: Partial<LaunchProgress>): Partial<StateFacts> => ({
  status: 'starting',
  statusSince: ago(300),
  launch: {
    ...{ phase: 'start', queue_position: null, wait: null, percent: null, bytes: null, detail: null, steps: [] },
    ...{ since: ago(5).toISOString(), moved_at: ago(5).toISOString() },
    ...more,
  },
});
const steps = (phase: 'queued' | 'image' | 'create', seconds: number) => [{ phase, milliseconds: seconds * 1000 }];

describe('state of a member', () => {
  it.each<[string, Partial<StateFacts>, string, number | null, string | number | null]>([
    ['never here', {}, 'absent', null, null],
    ['here yesterday', { lastSeenAt: ago(86_400) }, 'absent', 86_400, null],
    ['here a minute ago, no container', { lastSeenAt: ago(60) }, 'not_started', null, 'absent'],
    ['used 119 s ago', { status: 'running', statusSince: ago(900), lastUsed: ago(119) }, 'working', 900, 1],
    ['used 120 s ago', { status: 'running', statusSince: ago(900), lastUsed: ago(120) }, 'quiet', 0, null],
    ['runs, never used', { status: 'running', statusSince: ago(300) }, 'quiet', 180, null],
    [
      'runs by its row, but its machine is away',
      { status: 'running', lastUsed: ago(1), waitsFor: { kind: 'node', name: 'b' } },
      ...(['waiting', null, null] as const),
    ],
    [
      'is launched, no machine has room',
      { ...launching({}), waitsFor: { kind: 'room', name: null } },
      'waiting',
      null,
      null,
    ],
    ['paused', { status: 'paused', statusSince: ago(9) }, 'resting', 9, null],
    ['being stopped', { status: 'stopping', statusSince: ago(9) }, 'resting', 9, null],
    ['stopped', { status: 'stopped', statusSince: ago(9) }, 'resting', 9, null],
    ['failed', { status: 'error', statusSince: ago(9) }, 'failed', 9, null],
    ['calls for help, failed', { helpAt: ago(20), status: 'error', statusSince: ago(9) }, 'help', 20, null],
    ['is launched', launching({}), 'starting', 5, 25],
    ['launched elsewhere, no step known', { status: 'starting', statusSince: ago(29) }, 'starting', 29, 1],
    ['the same, for longer', { status: 'starting', statusSince: ago(30) }, 'stuck', 0, null],
    ['launched for 30 s', launching({ steps: steps('create', 25) }), 'stuck', 0, null],
    [
      'the same, where launches take 20 s',
      { ...launching({ steps: steps('create', 25) }), p95: 20_000 },
      'starting',
      30,
      30,
    ],
    ['was long in the line', launching({ steps: steps('queued', 280) }), 'starting', 5, 25],
    ['loaded an image for long', launching({ steps: steps('image', 280) }), 'starting', 285, 25],
    [
      'in the line, which moved 59 s ago',
      launching({ phase: 'queued', moved_at: ago(59).toISOString() }),
      'waiting',
      300,
      1,
    ],
    [
      'in the line, which stands for 60 s',
      launching({ phase: 'queued', moved_at: ago(60).toISOString() }),
      'stuck',
      0,
      null,
    ],
    ['loads an image for long', launching({ phase: 'image', since: ago(280).toISOString() }), 'starting', 280, 25],
    ['loads nothing for 30 s', launching({ phase: 'image', moved_at: ago(30).toISOString() }), 'stuck', 0, null],
  ])('%s: %j is %s', (_case, facts, state, since, next) => {
    const found = stateAt({ ...nothing, ...facts }, NOW);
    expect([found.state, found.since]).toEqual([state, since === null ? null : ago(since)]);
    if (typeof next === 'number') expect(found.next?.at).toEqual(ago(-next));
    else expect(found.next?.state ?? null).toBe(next);
  });

  const time = fc.date({ min: ago(400), max: NOW, noInvalidDate: true });
  const maybe = <T>(value: fc.Arbitrary<T>) => fc.option(value, { nil: null });
  const anyFacts: fc.Arbitrary<StateFacts> = fc.record({
    helpAt: fc.oneof({ weight: 5, arbitrary: fc.constant(null) }, time),
    lastSeenAt: maybe(time),
    status: fc.constantFrom(...ContainerStatus.options),
    statusSince: time,
    lastUsed: maybe(time),
    launch: maybe(
      fc.record({
        phase: fc.constantFrom('queued', 'image', 'create', 'start', 'ready', 'route'),
        ...{ queue_position: fc.constant(null), wait: fc.constant(null), percent: fc.constant(null) },
        ...{ bytes: fc.constant(null), detail: fc.constant(null) },
        since: time.map((at) => at.toISOString()),
        moved_at: time.map((at) => at.toISOString()),
        steps: fc.array(
          fc.record({ phase: fc.constantFrom('queued', 'image', 'create'), milliseconds: fc.nat(100_000) }),
          { maxLength: 3 },
        ),
      }),
    ),
    waitsFor: maybe(fc.constant({ kind: 'moving', name: null } as const)),
    p95: maybe(fc.nat(100_000)),
  });

  it('what is said about later is true: until then the state stays, from then on it is the next, and stays', () => {
    fc.assert(
      fc.property(anyFacts, fc.nat(86_400_000 * 2), (facts, milliseconds) => {
        const later = new Date(NOW.getTime() + milliseconds);
        const { state, next } = stateAt(facts, NOW);
        const found = stateAt(facts, later);
        expect(found.state).toBe(next && later >= next.at ? next.state : state);
        expect(liveStates).toContain(found.state);
        if (next) expect(next.at > NOW).toBe(true);
      }),
    );
  });
});
