import { afterEach, beforeEach, describe, expect, it, jest } from '@jest/globals';
import type { DatabaseChannel } from '../../database/database-channel.js';
import { LaunchProgressStore } from './launch-progress-store.js';

const key = { userId: 7, type: 'dev' };

describe('LaunchProgressStore', () => {
  let sent: string[];
  let store: LaunchProgressStore;
  const phases = () =>
    sent.map((payload) => (JSON.parse(payload) as { progress: { phase: string } | null }).progress?.phase ?? 'ended');

  beforeEach(() => {
    jest.useFakeTimers();
    sent = [];
    store = new LaunchProgressStore({
      ...{ id: 'here', listen: () => undefined, whenConnected: () => () => undefined },
      notify: (_channel: string, payload: string) => sent.push(payload),
    } as unknown as DatabaseChannel);
  });
  afterEach(() => {
    jest.useRealTimers();
  });

  it('launch that is over at once: no notification', () => {
    const tracker = store.begin(key);
    tracker.enter('create');
    tracker.enter('start');
    expect(store.of(key)).toMatchObject({ phase: 'start' });
    store.end(key);
    jest.advanceTimersByTime(1000);
    expect(sent).toEqual([]);
  });

  it('launch that takes longer: its steps at intervals, the last one included, and its end', () => {
    const tracker = store.begin(key);
    tracker.enter('create');
    tracker.enter('start');
    jest.advanceTimersByTime(1000);
    tracker.enter('ready');
    tracker.enter('route');
    jest.advanceTimersByTime(1000);
    store.end(key);
    expect(phases()).toEqual(['start', 'route', 'ended']);
  });
});
