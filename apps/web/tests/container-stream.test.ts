import { beforeEach, describe, expect, it, vi } from 'vitest';
import { openContainerStream } from '../src/features/containers/live/container-stream.js';
import { container, detail } from './support/fake-api.js';
import { FakeEventSource } from './support/fake-events.js';

const running = detail(container('dev', { status: 'running' }));
const streams = FakeEventSource;

beforeEach(() => {
  vi.useFakeTimers();
  vi.spyOn(Math, 'random').mockReturnValue(1);
  vi.stubGlobal('EventSource', FakeEventSource);
  streams.all = [];
  streams.onConnect = () => undefined;
});

function follow() {
  const heard = {
    onContainer: vi.fn(),
    onUp: vi.fn(),
    onDown: vi.fn(),
    onRefused: vi.fn(() => Promise.resolve()),
  };
  const stop = openContainerStream({ language: 'en', also: {}, ...heard });
  return { ...heard, stop };
}
const newest = () => streams.all.at(-1) as FakeEventSource;

it('stream opens: language in the address, events are passed on', () => {
  const { onContainer, onUp } = follow();
  expect(newest().url).toBe('/api/events?language=en');
  expect(onUp).not.toHaveBeenCalled();
  newest().tell(running);
  expect(onContainer).toHaveBeenCalledExactlyOnceWith(running);
  expect(onUp).toHaveBeenCalledOnce();
});

describe('a stream that ends', () => {
  it('ends again and again: longer pauses, up to a limit', async () => {
    const { onDown, onRefused } = follow();
    for (const seconds of [1, 2, 4, 8, 15, 15]) {
      const before = streams.all.length;
      newest().breakOff();
      await vi.advanceTimersByTimeAsync(seconds * 1_000 - 1);
      expect(streams.all).toHaveLength(before);
      await vi.advanceTimersByTimeAsync(1);
      expect(streams.all).toHaveLength(before + 1);
    }
    expect(onDown).toHaveBeenCalledTimes(6);
    expect(streams.open).toHaveLength(1);
    expect(onRefused).not.toHaveBeenCalled();
  });

  it('ends after an event: short pause again', async () => {
    follow();
    newest().breakOff();
    await vi.advanceTimersByTimeAsync(1_000);
    newest().breakOff();
    await vi.advanceTimersByTimeAsync(2_000);
    newest().tell(running);
    newest().breakOff();
    await vi.advanceTimersByTimeAsync(1_000);
    expect(streams.all).toHaveLength(4);
  });

  it('pauses: spread at random, so that browsers do not return together', async () => {
    vi.mocked(Math.random).mockReturnValue(0);
    follow();
    newest().breakOff();
    await vi.advanceTimersByTimeAsync(500);
    expect(streams.all).toHaveLength(2);
  });
});

it('is refused: session is renewed, then it opens again', async () => {
  const { onRefused } = follow();
  let renewed: () => void = () => undefined;
  onRefused.mockReturnValue(new Promise((resolve) => (renewed = resolve)));
  newest().refuse();
  await vi.advanceTimersByTimeAsync(10_000);
  expect(onRefused).toHaveBeenCalledOnce();
  expect(streams.all).toHaveLength(1);
  renewed();
  await vi.advanceTimersByTimeAsync(1_000);
  expect(streams.all).toHaveLength(2);
});

it('silent for longer than the ping interval: it opens again', async () => {
  const { onDown } = follow();
  newest().tell(running);
  await vi.advanceTimersByTimeAsync(50_000);
  newest().ping();
  await vi.advanceTimersByTimeAsync(59_000);
  expect(onDown).not.toHaveBeenCalled();
  await vi.advanceTimersByTimeAsync(1_000);
  expect(onDown).toHaveBeenCalledOnce();
  expect(streams.open).toHaveLength(0);
});

it('event in another format: not passed on, stream opens again', () => {
  const { onContainer, onDown } = follow();
  newest().send('{"status":"unheard of"}');
  expect(onContainer).not.toHaveBeenCalled();
  expect(onDown).toHaveBeenCalledOnce();
});

it('stopped: it does not open again', async () => {
  const { stop } = follow();
  newest().breakOff();
  stop();
  await vi.advanceTimersByTimeAsync(60_000);
  expect(streams.all).toHaveLength(1);
  expect(streams.open).toHaveLength(0);
});

it('stopped during a renewal: it does not open again', async () => {
  const { stop, onRefused } = follow();
  let renewed: () => void = () => undefined;
  onRefused.mockReturnValue(new Promise((resolve) => (renewed = resolve)));
  newest().refuse();
  stop();
  renewed();
  await vi.advanceTimersByTimeAsync(60_000);
  expect(streams.all).toHaveLength(1);
});
