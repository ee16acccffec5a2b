import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import {
  add,
  type CapacityLimits,
  missing,
  MOST_OVERTAKEN,
  OVERTAKEN_FOR_MS,
  roomFor,
  turnsOf,
  type Used,
  type Waiting,
} from './line.js';

const NOTHING: Used = { memory: 0, cpu: 0, running: 0 };
const places = (running: number): CapacityLimits => ({ running, memory: null, cpu: null });
const one = (id: number, more: Partial<Waiting> = {}): Waiting => ({
  ...{ id, memory: 1, cpu: 1, lane: 0, overtaken: 0, waitedMs: 0 },
  ...more,
});
const ids = (line: readonly { id: number }[]) => line.map(({ id }) => id);

describe('turnsOf', () => {
  it('fewer places than people: the first get them, the others see what is missing', () => {
    const { admitted, blocked } = turnsOf([one(1), one(2), one(3)], { ...NOTHING, running: 8 }, places(10));
    expect(ids(admitted)).toEqual([1, 2]);
    expect(blocked.map(({ waiting, reason }) => [waiting.id, reason])).toEqual([[3, 'running']]);
  });

  it('large one first: smaller ones pass it; after ten, or a minute, its room is kept free', () => {
    const capacity = { memory: 10, cpu: null, running: null };
    const used = { ...NOTHING, memory: 8 };
    const decide = (large: Partial<Waiting>) =>
      turnsOf([one(1, { memory: 5, ...large }), one(2), one(3)], used, capacity);
    expect(decide({})).toMatchObject({ admitted: [{ id: 2 }, { id: 3 }], overtaken: [1, 1] });
    expect(decide({ overtaken: MOST_OVERTAKEN - 1 })).toMatchObject({
      admitted: [{ id: 2 }],
      blocked: [{ reason: 'memory' }, { waiting: { id: 3 }, reason: 'turn' }],
    });
    expect(decide({ waitedMs: OVERTAKEN_FOR_MS })).toMatchObject({
      admitted: [],
      blocked: [{}, { reason: 'turn' }, {}],
    });
  });

  it('bulk action: leaves a quarter of the places to people who come later', () => {
    const bulk = [1, 2, 3, 4].map((id) => one(id, { lane: 1 }));
    expect(ids(turnsOf(bulk, NOTHING, places(4)).admitted)).toEqual([1, 2, 3]);
    expect(ids(turnsOf(bulk, NOTHING, places(1)).admitted)).toEqual([1]);
  });

  it('several machines: one that fits into no machine waits although all together have room, one of a full machine too', () => {
    const capacity = { ...places(100), machines: { a: 4, b: 4 } };
    const used = { ...NOTHING, onMachines: { a: 3, b: 2 } };
    const decide = (more: Partial<Waiting>) =>
      turnsOf([one(1, more)], used, capacity).blocked.map(({ reason }) => reason);
    expect(decide({ memory: 3 })).toEqual(['memory']);
    expect(decide({ memory: 2 })).toEqual([]);
    expect(decide({ memory: 2, machine: 'a' })).toEqual(['memory']);
    // It waits for its machine, not for room.
    expect(decide({ memory: 9, machine: 'away' })).toEqual([]);
    expect(ids(turnsOf([one(1), one(2), one(3), one(4)], used, capacity).admitted)).toEqual([1, 2, 3]);
  });

  it('several machines: containers that rest where nobody waits for room stay', () => {
    const capacity = { ...places(100), machines: { a: 4, b: 4 } };
    const used = { ...NOTHING, onMachines: { a: 4, b: 4 } };
    const resting = ['a', 'b'].map((machine) => ({ memory: 2, cpu: 0, machine }));
    const line = [one(1, { memory: 2, machine: 'a' })];
    expect(roomFor(line, used, capacity, resting)).toEqual(resting.slice(0, 1));
  });

  const amounts = { memory: fc.integer({ min: 1, max: 8 }), cpu: fc.integer({ min: 0, max: 4 }) };

  it('any line: the sum stays within the capacity, everybody is either let in or still waits', () => {
    fc.assert(
      fc.property(
        fc.array(fc.record({ ...amounts, lane: fc.constantFrom(0, 1), waitedMs: fc.constantFrom(0, 70_000) }), {
          maxLength: 30,
        }),
        fc.record({
          memory: fc.integer({ min: 1, max: 30 }),
          cpu: fc.integer({ min: 1, max: 20 }),
          running: fc.integer({ min: 0, max: 9 }),
        }),
        (wishes, capacity) => {
          const line = wishes
            .map((wish, id) => one(id, wish))
            .sort((first, second) => first.lane - second.lane || first.id - second.id);
          const { admitted, blocked } = turnsOf(line, NOTHING, capacity);
          const used = admitted.reduce(add, NOTHING);
          for (const resource of ['memory', 'cpu', 'running'] as const)
            expect(used[resource]).toBeLessThanOrEqual(capacity[resource]);
          expect([...ids(admitted), ...blocked.map(({ waiting }) => waiting.id)].sort()).toEqual(ids(line).sort());
        },
      ),
    );
  });

  it('line of equals: places are given in its order', () => {
    fc.assert(
      fc.property(fc.nat(20), fc.nat(20), fc.nat(12), (length, running, taken) => {
        const line = Array.from({ length }, (_, id) => one(id));
        const { admitted } = turnsOf(line, { ...NOTHING, running: taken }, places(running));
        expect(ids(admitted)).toEqual(ids(line).slice(0, Math.max(0, running - taken)));
      }),
    );
  });

  it('any sizes, small ones that keep coming: everybody gets in after a bounded number of others', () => {
    fc.assert(
      fc.property(fc.array(fc.integer({ min: 1, max: 10 }), { minLength: 20, maxLength: 60 }), (sizes) => {
        const capacity = { memory: 10, cpu: null, running: null };
        let line: Waiting[] = [];
        let held: { id: number; memory: number; cpu: number }[] = [];
        const round = () => {
          const { admitted, overtaken } = turnsOf(line, held.reduce(add, NOTHING), capacity);
          held.push(...admitted);
          line = line
            .filter((waiting) => !admitted.includes(waiting))
            .map((waiting) => ({
              ...waiting,
              overtaken: waiting.overtaken + overtaken.filter((id) => id === waiting.id).length,
            }));
          expect(Math.max(0, ...line.map((waiting) => waiting.overtaken))).toBeLessThanOrEqual(MOST_OVERTAKEN);
        };
        sizes.forEach((memory, id) => {
          line.push(one(id, { memory }));
          round();
          if (id % 2 === 0) held = held.slice(1);
        });
        for (let left = sizes.length * 2; line.length > 0 && left > 0; left -= 1) {
          held = held.slice(1);
          round();
        }
        expect(line).toEqual([]);
      }),
    );
  });
});

describe('roomFor', () => {
  const resting = (...sizes: number[]) => sizes.map((memory, id) => ({ id, memory, cpu: 0 }));
  const capacity = { memory: 10, cpu: null, running: null };
  const full = { memory: 10, cpu: 0, running: 5 };

  it('one waits: as few go as are needed, in their order', () => {
    expect(ids(roomFor([one(1, { memory: 3 })], full, capacity, resting(2, 2, 2)))).toEqual([0, 1]);
  });

  it('all of them are not enough: none goes', () => {
    expect(roomFor([one(1, { memory: 9 })], full, capacity, resting(2, 2))).toEqual([]);
  });

  it('any line: with what goes, the first ones fit', () => {
    fc.assert(
      fc.property(
        fc.array(fc.integer({ min: 1, max: 9 }), { minLength: 1, maxLength: 6 }),
        fc.array(fc.integer({ min: 1, max: 4 }), { maxLength: 8 }),
        (waiting, sizes) => {
          const line = waiting.map((memory, id) => one(id, { memory }));
          const gone = roomFor(line, full, capacity, resting(...sizes));
          if (gone.length === 0) return;
          const left = {
            memory: 10 - gone.reduce((sum, { memory }) => sum + memory, 0),
            cpu: 0,
            running: 5 - gone.length,
          };
          expect(missing(left, line[0] as Waiting, 0, capacity)).toBeNull();
        },
      ),
    );
  });
});
