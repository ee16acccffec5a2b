import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { LaunchQueue } from './launch-queue.js';

const never = (): AbortSignal => new AbortController().signal;
const CLICK = 0;

describe('LaunchQueue', () => {
  it('more launches than the width: the others follow in order, one for each that ends', async () => {
    const queue = new LaunchQueue(2);
    const admitted: number[] = [];
    const positions: string[] = [];
    const leave: (() => void)[] = [];
    const entries = [0, 1, 2, 3].map(async (index) => {
      leave[index] = await queue.enter(
        CLICK,
        (position) => positions.push(`${String(index)}@${String(position)}`),
        never(),
      );
      admitted.push(index);
    });
    await Promise.all(entries.slice(0, 2));
    expect(admitted).toEqual([0, 1]);
    expect(positions).toEqual(['2@1', '3@2']);

    leave[1]?.();
    leave[1]?.();
    await entries[2];
    expect(admitted).toEqual([0, 1, 2]);
    expect(positions.at(-1)).toBe('3@1');

    leave[0]?.();
    await entries[3];
    expect(admitted).toEqual([0, 1, 2, 3]);
  });

  it('click while launches of jobs wait: goes before them, behind earlier clicks', async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(fc.constantFrom(0, 1, null), { maxLength: 12 }), async (lanes) => {
        const queue = new LaunchQueue(1);
        const first = await queue.enter(CLICK, () => undefined, never());
        const order: number[] = [];
        const positions: number[] = [];
        const entries = lanes.map(async (lane, index) => {
          const leave = await queue.enter(lane, (position) => (positions[index] = position), never());
          order.push(index);
          leave();
        });
        const clicks = lanes.flatMap((lane, index) => (lane === CLICK ? index : []));
        const others = lanes.flatMap((lane, index) => (lane === CLICK ? [] : index));
        const expected = [...clicks, ...others];
        expect(positions).toEqual(lanes.map((_, index) => expected.indexOf(index) + 1));
        first();
        await Promise.all(entries);
        expect(order).toEqual(expected);
      }),
    );
  });

  it('launch that is aborted while it waits: the others move up', async () => {
    const queue = new LaunchQueue(1);
    const positions: number[] = [];
    const leaveFirst = await queue.enter(CLICK, () => undefined, never());
    const leaving = new AbortController();
    const second = queue.enter(CLICK, () => undefined, leaving.signal);
    const third = queue.enter(CLICK, (position) => positions.push(position), never());
    leaving.abort(new Error('superseded'));
    await expect(second).rejects.toThrow('superseded');
    expect(positions).toEqual([2, 1]);
    leaveFirst();
    (await third)();
    await queue.enter(CLICK, () => undefined, never());
    await expect(queue.enter(CLICK, () => undefined, leaving.signal)).rejects.toThrow('superseded');
  });

  it('any number of launches: never more at once than the width, and all run', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.integer({ min: 1, max: 5 }),
        fc.scheduler(),
        fc.integer({ min: 0, max: 20 }),
        async (width, scheduler, count) => {
          const queue = new LaunchQueue(width);
          let inside = 0;
          let most = 0;
          const launches = Array.from({ length: count }, async () => {
            const leave = await queue.enter(CLICK, () => undefined, never());
            inside += 1;
            most = Math.max(most, inside);
            await scheduler.schedule(Promise.resolve());
            inside -= 1;
            leave();
          });
          await scheduler.waitFor(Promise.all(launches));
          expect(most).toBeLessThanOrEqual(width);
          expect(inside).toBe(0);
        },
      ),
    );
  });

  it('quiet: waits until the last turn has ended, and begins at once where there is none', async () => {
    const queue = new LaunchQueue(2);
    await queue.quiet(never());
    const [first, second] = [
      await queue.enter(CLICK, () => undefined, never()),
      await queue.enter(CLICK, () => undefined, never()),
    ];
    const order: string[] = [];
    const quiet = queue.quiet(never()).then(() => order.push('quiet'));
    for (const [name, end] of [
      ['first', first],
      ['second', second],
    ] as const) {
      order.push(name);
      end();
      await Promise.resolve();
    }
    await quiet;
    expect(order).toEqual(['first', 'second', 'quiet']);
  });

  it('quiet that is no longer wanted: rejects with the reason', async () => {
    const queue = new LaunchQueue(1);
    await queue.enter(CLICK, () => undefined, never());
    const leave = new AbortController();
    const quiet = queue.quiet(leave.signal);
    leave.abort(new Error('left'));
    await expect(quiet).rejects.toThrow('left');
  });
});
