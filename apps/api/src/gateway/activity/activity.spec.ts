import { IncomingMessage, ServerResponse } from 'node:http';
import { Socket } from 'node:net';
import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { Activity } from './activity.js';

const response = (): ServerResponse => new ServerResponse(new IncomingMessage(new Socket()));

describe('Activity', () => {
  it('counts what a page reads once for each path and navigation, whatever the queries', () => {
    const paths = fc.array(fc.constantFrom('/a', '/b', '/c', '/a/b'), { maxLength: 40 });
    fc.assert(
      fc.property(paths, fc.webQueryParameters(), (asked, query) => {
        const activity = new Activity();
        for (let navigation = 0; navigation < 2; navigation += 1) {
          activity.counts('navigation', '/');
          const counted = asked.filter((path, at) => activity.counts('background', `${path}?${query}${String(at)}`));
          expect(counted).toEqual([...new Set(asked)]);
        }
      }),
    );
  });

  it('counts no more than a bounded number of paths', () => {
    const activity = new Activity();
    const counted = Array.from({ length: 1000 }, (_, at) => activity.counts('background', `/${String(at)}`));
    expect(counted.filter(Boolean)).toHaveLength(128);
  });

  it('counts every navigation and wish, and never what comes by itself', () => {
    const activity = new Activity();
    for (let time = 0; time < 3; time += 1) {
      expect(activity.counts('navigation', '/')).toBe(true);
      expect(activity.counts('wish', '/')).toBe(true);
      expect(activity.counts('nothing', '/')).toBe(false);
    }
  });

  it('gives a visit once', () => {
    const activity = new Activity();
    expect(activity.take()).toBeNull();
    const before = Date.now();
    activity.noteUse();
    expect(activity.take()?.getTime()).toBeGreaterThanOrEqual(before);
    expect(activity.take()).toBeNull();
  });

  it('is visited for as long as it answers', () => {
    const activity = new Activity();
    const download = response();
    activity.noteUseUntil(download);
    activity.take();
    expect(activity.take()).not.toBeNull();
    download.destroy();
    expect(activity.take()).toBeNull();
  });

  it('is not visited by a stream of events that stays open', () => {
    const activity = new Activity();
    const events = response();
    events.setHeader('content-type', 'text/event-stream; charset=utf-8');
    activity.noteUseUntil(events);
    activity.take();
    expect(activity.take()).toBeNull();
  });
});
