import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { OperationQueue } from './operation-queue.js';

const gate = () => {
  let open: () => void = () => undefined;
  const opened = new Promise<void>((resolve) => (open = resolve));
  return { open, opened };
};

describe('Lane', () => {
  it('joins who asks for the same again', async () => {
    const lane = new OperationQueue(() => undefined);
    const { open, opened } = gate();
    let runs = 0;
    const work = async () => {
      runs += 1;
      await opened;
      return runs;
    };
    const answers = [lane.submit('launch', work), lane.submit('launch', work), lane.submit('launch', work)];
    open();
    expect(await Promise.all(answers)).toEqual([1, 1, 1]);
  });

  it('tells what is under way that it is called off, and waits for it to end', async () => {
    const lane = new OperationQueue(() => undefined);
    const { open, opened } = gate();
    const order: string[] = [];
    const launch = lane.submit('launch', async (signal) => {
      await opened;
      order.push('launch ends');
      signal.throwIfAborted();
    });
    const stop = lane.submit('stop', () => {
      order.push('stop begins');
      return Promise.resolve();
    });
    open();
    await expect(launch).rejects.toMatchObject({ code: 'superseded' });
    await stop;
    expect(order).toEqual(['launch ends', 'stop begins']);
  });

  it('never begins what was called off while it waited', async () => {
    const lane = new OperationQueue(() => undefined);
    const { open, opened } = gate();
    const launch = lane.submit('launch', () => opened);
    let stopped = false;
    const stop = lane.submit('stop', () => {
      stopped = true;
      return Promise.resolve();
    });
    const again = lane.submit('launch', () => Promise.resolve('launched'));
    open();
    await launch;
    await expect(stop).rejects.toMatchObject({ code: 'superseded' });
    expect(await again).toBe('launched');
    expect(stopped).toBe(false);
  });

  it('goes on after a failure, and says when nothing is left', async () => {
    let idle = 0;
    const lane = new OperationQueue(() => (idle += 1));
    await expect(lane.submit('launch', () => Promise.reject(new Error('broken')))).rejects.toThrow('broken');
    await lane.submit('stop', () => Promise.resolve());
    await lane.settled();
    expect(lane.idle).toBe(true);
    expect(idle).toBe(2);
  });

  it('never runs two at once, and ends in the last intent', async () => {
    const intents = fc.array(fc.constantFrom('launch', 'stop', 'restart', 'remove'), { minLength: 1, maxLength: 12 });
    await fc.assert(
      fc.asyncProperty(intents, fc.scheduler(), async (asked, scheduler) => {
        const lane = new OperationQueue(() => undefined);
        let inside = 0;
        let last = '';
        const outcomes = asked.map((intent) =>
          lane
            .submit(intent, async () => {
              inside += 1;
              expect(inside).toBe(1);
              await scheduler.schedule(Promise.resolve());
              last = intent;
              inside -= 1;
            })
            .catch(() => undefined),
        );
        await scheduler.waitFor(Promise.all(outcomes));
        expect(last).toBe(asked.at(-1));
        expect(lane.idle).toBe(true);
      }),
    );
  });
});
