import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { OperationQueue } from './operation-queue.js';

const gate = () => {
  let open: () => void = () => undefined;
  const opened = new Promise<void>((resolve) => (open = resolve));
  return { open, opened };
};

describe('OperationQueue', () => {
  it('same intent again: joins the operation in progress', async () => {
    const queue = new OperationQueue(() => undefined);
    const { open, opened } = gate();
    let runs = 0;
    const work = async () => {
      runs += 1;
      await opened;
      return runs;
    };
    const answers = [queue.submit('launch', work), queue.submit('launch', work), queue.submit('launch', work)];
    open();
    expect(await Promise.all(answers)).toEqual([1, 1, 1]);
  });

  it('other intent: supersedes the operation in progress, and waits for its end', async () => {
    const queue = new OperationQueue(() => undefined);
    const { open, opened } = gate();
    const order: string[] = [];
    const launch = queue.submit('launch', async (signal) => {
      await opened;
      order.push('launch ends');
      signal.throwIfAborted();
    });
    const stop = queue.submit('stop', () => {
      order.push('stop begins');
      return Promise.resolve();
    });
    open();
    await expect(launch).rejects.toMatchObject({ code: 'superseded' });
    await stop;
    expect(order).toEqual(['launch ends', 'stop begins']);
  });

  it('operation superseded while it waits: never begins', async () => {
    const queue = new OperationQueue(() => undefined);
    const { open, opened } = gate();
    const launch = queue.submit('launch', () => opened);
    let stopped = false;
    const stop = queue.submit('stop', () => {
      stopped = true;
      return Promise.resolve();
    });
    const again = queue.submit('launch', () => Promise.resolve('launched'));
    open();
    await launch;
    await expect(stop).rejects.toMatchObject({ code: 'superseded' });
    expect(await again).toBe('launched');
    expect(stopped).toBe(false);
  });

  it('failed operation: the next one runs, and the queue reports that it is idle', async () => {
    let idle = 0;
    const queue = new OperationQueue(() => (idle += 1));
    await expect(queue.submit('launch', () => Promise.reject(new Error('broken')))).rejects.toThrow('broken');
    await queue.submit('stop', () => Promise.resolve());
    await queue.settled();
    expect(queue.idle).toBe(true);
    expect(idle).toBe(2);
  });

  it('any intents: one operation at a time, and the last intent runs last', async () => {
    const intents = fc.array(fc.constantFrom('launch', 'stop', 'restart', 'remove'), { minLength: 1, maxLength: 12 });
    await fc.assert(
      fc.asyncProperty(intents, fc.scheduler(), async (submitted, scheduler) => {
        const queue = new OperationQueue(() => undefined);
        let inside = 0;
        let last = '';
        const outcomes = submitted.map((intent) =>
          queue
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
        expect(last).toBe(submitted.at(-1));
        expect(queue.idle).toBe(true);
      }),
    );
  });
});
