import { describe, expect, it, jest } from '@jest/globals';
import { LastLaunch, LaunchProgress } from '@spawner/contracts';
import { LaunchTracker } from './launch-progress.js';

describe('LaunchTracker', () => {
  it('each phase: timed, and reported when it changes', () => {
    jest.useFakeTimers({ now: 0 });
    try {
      let changes = 0;
      const tracker = new LaunchTracker(() => (changes += 1));
      tracker.queued(2);
      jest.advanceTimersByTime(30);
      tracker.queued(1);
      jest.advanceTimersByTime(10);
      tracker.enter('create');
      tracker.enter('create');
      jest.advanceTimersByTime(5);
      tracker.turnTo('image');
      tracker.image({ percent: 50, bytes: { done: 1, total: 2 }, detail: 'x'.repeat(1000) });
      expect(LaunchProgress.parse(tracker.progress)).toMatchObject({
        phase: 'image',
        percent: 50,
        bytes: { done: 1, total: 2 },
        detail: 'x'.repeat(300),
        since: new Date(40).toISOString(),
        moved_at: new Date(45).toISOString(),
        steps: [{ phase: 'queued', milliseconds: 40 }],
      });
      jest.advanceTimersByTime(100);
      tracker.image({ percent: 50, bytes: { done: 1, total: 2 }, detail: 'x'.repeat(1000) });
      expect(tracker.progress.moved_at).toBe(new Date(45).toISOString());
      expect(LastLaunch.parse(tracker.finish())).toMatchObject({
        milliseconds: 145,
        steps: [{ phase: 'queued' }, { phase: 'image', milliseconds: 105 }],
      });
      expect(changes).toBe(7);
    } finally {
      jest.useRealTimers();
    }
  });

  it('launch that did not wait: no step for the queue', () => {
    const tracker = new LaunchTracker();
    tracker.enter('create');
    expect(tracker.progress.steps.every(({ phase, milliseconds }) => phase !== 'queued' || milliseconds > 0)).toBe(
      true,
    );
  });
});
