import { IncomingMessage, ServerResponse } from 'node:http';
import { Socket } from 'node:net';
import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { Activity } from './activity.js';

const response = (): ServerResponse => new ServerResponse(new IncomingMessage(new Socket()));

describe('Activity', () => {
  it('background requests: each path counts once after a navigation, with any query', () => {
    const paths = fc.array(fc.constantFrom('/a', '/b', '/c', '/a/b'), { maxLength: 40 });
    fc.assert(
      fc.property(paths, fc.webQueryParameters(), (requested, query) => {
        const activity = new Activity();
        for (let navigation = 0; navigation < 2; navigation += 1) {
          activity.counts('navigation', '/');
          const counted = requested.filter((path, at) =>
            activity.counts('background', `${path}?${query}${String(at)}`),
          );
          expect(counted).toEqual([...new Set(requested)]);
        }
      }),
    );
  });

  it('background requests to ever new paths: 128 count', () => {
    const activity = new Activity();
    const counted = Array.from({ length: 1000 }, (_, at) => activity.counts('background', `/${String(at)}`));
    expect(counted.filter(Boolean)).toHaveLength(128);
  });

  it('navigation and action count each time, an automatic request never', () => {
    const activity = new Activity();
    for (let time = 0; time < 3; time += 1) {
      expect(activity.counts('navigation', '/')).toBe(true);
      expect(activity.counts('action', '/')).toBe(true);
      expect(activity.counts('automatic', '/')).toBe(false);
    }
  });

  it('one use: taken once', () => {
    const activity = new Activity();
    expect(activity.take()).toBeNull();
    const before = Date.now();
    activity.noteUse();
    expect(activity.take()?.getTime()).toBeGreaterThanOrEqual(before);
    expect(activity.take()).toBeNull();
  });

  it('response under way: counts as use until it ends', () => {
    const activity = new Activity();
    const download = response();
    activity.noteUseUntil(download);
    activity.take();
    expect(activity.take()).not.toBeNull();
    download.destroy();
    expect(activity.take()).toBeNull();
  });

  it('open event stream: does not count as use', () => {
    const activity = new Activity();
    const events = response();
    events.setHeader('content-type', 'text/event-stream; charset=utf-8');
    activity.noteUseUntil(events);
    activity.take();
    expect(activity.take()).toBeNull();
  });
});
